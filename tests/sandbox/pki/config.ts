/**
 * The openssl configuration of the sandbox authority: a root and one issuing authority, each with its own
 * database, and a time-stamp authority. Names are UTF-8 only, as in real government certificates.
 */
export function opensslConfig(baseUrl: string): string {
  const authority = (name: string) => `
[ ${name} ]
database = ${name}.index.txt
serial = ${name}.serial.txt
crlnumber = ${name}.crlnumber.txt
new_certs_dir = issued
certificate = ${name}.pem
private_key = ${name}.key.pem
default_md = sha256
default_days = 3650
default_crl_days = 7
policy = any_name
preserve = yes
email_in_dn = no
unique_subject = no
copy_extensions = copy
`;
  const issuedBy = (name: string, revocation: string) => `
authorityKeyIdentifier = keyid
subjectKeyIdentifier = hash
crlDistributionPoints = URI:${baseUrl}/${name}.crl
authorityInfoAccess = caIssuers;URI:${baseUrl}/${name}.cer${revocation}
`;
  const ocsp = `, OCSP;URI:${baseUrl}/ocsp`;
  return `
[ req ]
string_mask = utf8only
utf8 = yes
prompt = no
distinguished_name = empty
[ empty ]
[ any_name ]
countryName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = supplied
${authority('root')}
${authority('issuing')}
[ root_extensions ]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[ issuing_extensions ]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
${issuedBy('root', '')}
[ signer_extensions ]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
extendedKeyUsage = clientAuth, emailProtection
certificatePolicies = 1.3.6.1.4.1.99999.1.1
${issuedBy('issuing', ocsp)}
[ tsa_extensions ]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
extendedKeyUsage = critical, timeStamping
${issuedBy('issuing', ocsp)}
[ ocsp_extensions ]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
authorityKeyIdentifier = keyid
subjectKeyIdentifier = hash
[ tsa ]
serial = tsa.serial.txt
signer_cert = tsa.pem
signer_key = tsa.key.pem
certs = issuing.pem
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1.2
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;
}
