import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Calendar;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureInterface;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.CMSTypedData;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Signs one file invisibly, ROUNDS times: P12 PASSWORD INPUT OUTPUT ROUNDS. Prints the milliseconds of each round. */
public final class SignOnce {
  public static void main(String[] words) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(words[0])) {
      store.load(in, words[1].toCharArray());
    }
    String alias = store.aliases().nextElement();
    PrivateKey key = (PrivateKey) store.getKey(alias, words[1].toCharArray());
    Certificate[] chain = store.getCertificateChain(alias);
    StringBuilder times = new StringBuilder();
    for (int round = 0; round < Integer.parseInt(words[4]); round++) {
      long started = System.nanoTime();
      sign(new File(words[2]), new File(words[3]), key, chain);
      times.append(round == 0 ? "" : ",").append((System.nanoTime() - started) / 1e6);
    }
    System.out.println("[" + times + "]");
  }

  private static void sign(File input, File output, PrivateKey key, Certificate[] chain) throws IOException {
    SignatureInterface cms = content -> {
      try {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
            new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(key), (X509Certificate) chain[0]));
        generator.addCertificates(new JcaCertStore(Arrays.asList(chain)));
        return generator.generate(new StreamedContent(content), false).getEncoded();
      } catch (Exception failed) {
        throw new IOException(failed);
      }
    };
    try (PDDocument document = PDDocument.load(input);
        OutputStream out = new BufferedOutputStream(new FileOutputStream(output))) {
      PDSignature signature = new PDSignature();
      signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
      signature.setSubFilter(PDSignature.SUBFILTER_ADBE_PKCS7_DETACHED);
      signature.setSignDate(Calendar.getInstance());
      document.addSignature(signature, cms);
      document.saveIncremental(out);
    }
  }

  /** The covered bytes as a stream, so that they are hashed without being held. */
  private static final class StreamedContent implements CMSTypedData {
    private final InputStream content;

    StreamedContent(InputStream content) {
      this.content = content;
    }

    @Override
    public ASN1ObjectIdentifier getContentType() {
      return CMSObjectIdentifiers.data;
    }

    @Override
    public Object getContent() {
      return content;
    }

    @Override
    public void write(OutputStream out) throws IOException, CMSException {
      content.transferTo(out);
    }
  }
}
