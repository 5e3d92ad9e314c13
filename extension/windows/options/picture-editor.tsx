import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { MAX_PICTURE_BYTES, type PictureRole } from '../../../shared/desk/settings.ts';
import { KyguiError } from '../../../shared/errors.ts';
import type { Failure } from '../../messages/reply.ts';
import { choiceText } from '../consent/certificate-words.ts';
import type { Choice } from '../consent/certificates.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { type MessageKey, showMillimetres, t } from '../parts/text.ts';
import { useModal } from '../parts/use-modal.ts';
import { asFailure } from '../parts/worker.ts';
import { CropFrame } from './crop-frame.tsx';
import { type Advice, adviceOn, inkColour, proposedWidthMm, USUAL_SIZE } from './picture/advice.ts';
import { paperColour, withoutPaper } from './picture/paper.ts';
import { type Colour, type Crop, isTransparent, type Raster } from './picture/raster.ts';
import { millimetres } from './picture/resolution.ts';
import { canvasOf, openSource, pngOf, rasterOf, type Source, turned } from './picture/source.ts';
import { inkBounds, inside, withMargin } from './picture/trim.ts';

/** Pixels of the longer side while the person still turns the controls: quick, and enough to judge by. */
const LOOK_PIXELS = 700;
/** More dots per inch no office printer shows. */
const MOST_DPI = 600;
const PROPOSED_THRESHOLD = 25;
/** A picture on paper is never smaller or larger. */
const LEAST_MM = 3;
const MOST_MM = 120;
const WHITE: Colour = [255, 255, 255];

const TITLES: Record<PictureRole, MessageKey> = {
  approve: 'pictureApprove',
  initial: 'pictureInitial',
  issue: 'pictureIssue',
};
export const pictureTitle = (role: PictureRole): string => t(TITLES[role]);

const ADVICE: Record<Advice, MessageKey> = {
  'size-small': 'adviceSmall',
  'size-large': 'adviceLarge',
  coarse: 'adviceCoarse',
  'not-round': 'adviceNotRound',
  'not-blue': 'adviceNotBlue',
  'not-red': 'adviceNotRed',
};

export interface KeptPicture {
  role: PictureRole;
  certificate: string | null;
  content: string;
  widthMm: number;
}

/** Everything that is known of a picture before the person changes anything. */
interface Opened {
  source: Source;
  paper: Colour;
  transparent: boolean;
}

function opened(source: Source): Opened {
  const { canvas } = source;
  const look = rasterOf(source, { x: 0, y: 0, width: canvas.width, height: canvas.height }, LOOK_PIXELS);
  const transparent = isTransparent(look);
  return { source, transparent, paper: transparent ? WHITE : paperColour(look) };
}

/** The part of the picture that is drawn on, a little margin around it; all of it when nothing is. */
function drawnPart({ source, paper }: Opened, threshold: number): Crop {
  const { width, height } = source.canvas;
  const look = rasterOf(source, { x: 0, y: 0, width, height }, LOOK_PIXELS);
  const found = inkBounds(withoutPaper(look, paper, threshold));
  if (!found) return { x: 0, y: 0, width, height };
  const scale = width / look.width;
  const whole = {
    x: found.x * scale,
    y: found.y * scale,
    width: found.width * scale,
    height: found.height * scale,
  };
  return withMargin(inside(whole, source.canvas), source.canvas);
}

/** What will be kept, drawn on a checkerboard so that one sees what is transparent. */
function Preview({ raster, widthMm }: { raster: Raster; widthMm: number }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const canvas = canvasOf(raster);
    canvas.setAttribute('aria-hidden', 'true');
    host.current?.replaceChildren(canvas);
  }, [raster]);
  return (
    <div class="checkerboard preview" role="img" aria-label={t('picturePreview')}>
      <div ref={host} style={{ width: `${widthMm}mm`, maxWidth: '100%' }} />
    </div>
  );
}

/** Stage with the chosen picture and the frame that crops it. */
function Stage(props: { source: Source; crop: Crop; onCrop(crop: Crop): void }) {
  const host = useRef<HTMLDivElement>(null);
  const { canvas } = props.source;
  useEffect(() => {
    canvas.setAttribute('aria-hidden', 'true');
    host.current?.replaceChildren(canvas);
  }, [canvas]);
  return (
    <div class="stage-around">
      <div
        class="stage"
        style={{ aspectRatio: `${canvas.width} / ${canvas.height}`, '--wide': canvas.width / canvas.height }}
      >
        <div ref={host} class="stage-picture" />
        <CropFrame crop={props.crop} size={canvas} onCrop={props.onCrop} />
      </div>
    </div>
  );
}

interface Props {
  role: PictureRole;
  /** Certificates to choose from; those for which IT has set the picture are left out. */
  choices: readonly Choice[];
  /** May serve every certificate of the role. */
  forAll: boolean;
  certificate: string | null;
  onKeep(picture: KeptPicture): Promise<void>;
  onClose(): void;
}

/** Choose, crop, make transparent, measure, keep: a picture of a signature or a seal. */
export function PictureEditor(props: Props) {
  const { role } = props;
  const dialog = useModal();
  const [picture, setPicture] = useState<Opened | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const [threshold, setThreshold] = useState(PROPOSED_THRESHOLD);
  const [crop, setCrop] = useState<Crop>({ x: 0, y: 0, width: 1, height: 1 });
  const [widthMm, setWidthMm] = useState(0);
  const [measured, setMeasured] = useState(false);
  const fallback = props.forAll ? '' : (props.choices[0]?.certificate.thumbprint ?? '');
  const [certificate, setCertificate] = useState(props.certificate ?? fallback);

  const take = (file: Blob | null | undefined) => {
    if (!file || busy) return;
    setBusy(true);
    setFailure(null);
    openSource(file)
      .then(
        (source) => show(opened(source)),
        (thrown) => setFailure(asFailure(thrown)),
      )
      .finally(() => setBusy(false));
  };
  const show = (next: Opened) => {
    const edge = next.transparent ? 0 : PROPOSED_THRESHOLD;
    setPicture(next);
    setThreshold(edge);
    setCrop(drawnPart(next, edge));
    setMeasured(false);
  };
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
      if (!file) return;
      event.preventDefault();
      take(file);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  });

  const look = useMemo(
    () => picture && withoutPaper(rasterOf(picture.source, crop, LOOK_PIXELS), picture.paper, threshold),
    [picture, crop, threshold],
  );
  const stated = picture?.source.dpi ? millimetres(crop.width, picture.source.dpi) : null;
  const width = measured ? widthMm : proposedWidthMm(role, crop, stated);
  const usual = USUAL_SIZE[role];
  const proportion = usual.side === 'width' ? 1 : crop.width / crop.height;
  const side = Math.round((width / proportion) * 10) / 10;
  const height = (width * crop.height) / crop.width;
  const possible = [width, height].every(
    (mm) => Math.round(mm * 10) >= LEAST_MM * 10 && Math.round(mm * 10) <= MOST_MM * 10,
  );
  const advice =
    look && possible ? adviceOn({ role, pixels: crop, widthMm: width, ink: inkColour(look) }) : [];
  const ready = picture !== null && possible && !busy && (props.forAll || certificate !== '');

  const keep = async () => {
    if (!picture || !ready) return;
    setBusy(true);
    setFailure(null);
    try {
      const whole = withoutPaper(rasterOf(picture.source, crop), picture.paper, threshold);
      if (!inkBounds(whole)) throw new KyguiError('DESK_PICTURE_EMPTY');
      const content = await pngOf(whole, Math.round((width / 25.4) * MOST_DPI));
      if (content.length * 0.75 > MAX_PICTURE_BYTES)
        throw new KyguiError('DESK_PICTURE_TOO_LARGE', { limitMb: MAX_PICTURE_BYTES / 1_048_576 });
      await props.onKeep({
        role,
        certificate: certificate === '' ? null : certificate,
        content,
        widthMm: width,
      });
      props.onClose();
    } catch (thrown) {
      setFailure(asFailure(thrown));
      setBusy(false);
    }
  };
  return (
    <dialog
      ref={dialog}
      class="editor"
      aria-labelledby="editor-title"
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
    >
      <form
        class="editor-form"
        onSubmit={(event) => {
          event.preventDefault();
          void keep();
        }}
      >
        <h2 id="editor-title">{pictureTitle(role)}</h2>
        <div class={picture ? 'editor-body' : 'stack'}>
          <div class="stack">
            <label
              class={picture ? 'button small file-picker' : 'drop-picture'}
              onDragOver={(event) => event.preventDefault()}
              onDrop={(event) => {
                event.preventDefault();
                take(event.dataTransfer?.files[0]);
              }}
            >
              <span>{t(picture ? 'pictureOther' : 'pictureChoose')}</span>
              {!picture && (
                <span class="button small" aria-hidden="true">
                  {t('pictureFile')}
                </span>
              )}
              <input
                type="file"
                name="picture"
                class="visually-hidden"
                accept="image/png,image/jpeg"
                onChange={(event) => take(event.currentTarget.files?.[0])}
              />
            </label>
            {!picture && <p class="soft">{t(role === 'issue' ? 'pictureHowSeal' : 'pictureHowName')}</p>}
            {picture && (
              <>
                <Stage source={picture.source} crop={crop} onCrop={setCrop} />
                <div class="row">
                  <button
                    type="button"
                    class="button small"
                    onClick={() => setCrop(drawnPart(picture, threshold))}
                  >
                    {t('cropTight')}
                  </button>
                  <button
                    type="button"
                    class="button small"
                    onClick={() => {
                      const { width: wide, height } = picture.source.canvas;
                      setCrop({ x: 0, y: 0, width: wide, height });
                    }}
                  >
                    {t('cropAll')}
                  </button>
                  <button
                    type="button"
                    class="button small"
                    onClick={() => show(opened(turned(picture.source)))}
                  >
                    {t('cropTurn')}
                  </button>
                </div>
                <p class="soft">{t('cropHint')}</p>
              </>
            )}
          </div>
          {picture && look && (
            <div class="stack">
              <Preview raster={look} widthMm={possible ? width : usual.proposed} />
              <label class="field">
                <span>{t(picture.transparent ? 'thresholdTransparent' : 'threshold', threshold)}</span>
                <input
                  type="range"
                  name="threshold"
                  min={0}
                  max={90}
                  value={threshold}
                  onInput={(event) => setThreshold(Number(event.currentTarget.value))}
                />
              </label>
              <label class="field">
                <span>{t(usual.side === 'width' ? 'sealSize' : 'nameSize')}</span>
                <input
                  type="number"
                  name="size"
                  min={LEAST_MM}
                  max={MOST_MM}
                  step={0.1}
                  value={side}
                  aria-describedby="size-from"
                  aria-invalid={!possible}
                  onInput={(event) => {
                    const typed = Number(event.currentTarget.value);
                    if (!Number.isFinite(typed)) return;
                    setMeasured(true);
                    setWidthMm(Math.round(typed * proportion * 10) / 10);
                  }}
                />
              </label>
              <p class="soft" id="size-from">
                {measured || stated === null
                  ? t('sizeMeasure')
                  : t('sizeFromFile', Math.round(picture.source.dpi ?? 0))}
              </p>
              <label class="field">
                <span>{t('pictureFor')}</span>
                <select
                  name="certificate"
                  value={certificate}
                  onChange={(event) => setCertificate(event.currentTarget.value)}
                >
                  {props.forAll && <option value="">{t('pictureForAll')}</option>}
                  {props.choices.map((one) => (
                    <option key={one.certificate.thumbprint} value={one.certificate.thumbprint}>
                      {choiceText(one)}
                    </option>
                  ))}
                </select>
              </label>
              {!props.forAll && props.choices.length === 0 && (
                <Note kind="warning" says={t('noToken')} next={t('pictureNeedsToken')} code="TOKEN_NONE" />
              )}
              {!possible && (
                <Note
                  kind="warning"
                  says={t('sizeImpossible', showMillimetres(width), showMillimetres(height))}
                  next={t('sizeImpossibleNext')}
                />
              )}
              {advice.map((one) => (
                <Note key={one} kind="warning" says={t(ADVICE[one], usual.from, usual.to)} />
              ))}
            </div>
          )}
        </div>
        {failure && <ErrorNote failure={failure} />}
        {busy && <Busy text={t('pictureBusy')} />}
        <div class="row end">
          <button type="button" class="button" onClick={props.onClose}>
            {t('cancel')}
          </button>
          <button type="submit" class="button primary" disabled={!ready}>
            {t('pictureKeep')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
