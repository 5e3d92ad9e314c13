import { useEffect, useState } from 'preact/hooks';
import { PICTURE_ROLES, type PictureRole } from '../../../shared/desk/settings.ts';
import type { DeskView } from '../../../shared/protocol/commands/desk.ts';
import type { Failure } from '../../messages/reply.ts';
import { nameOf } from '../consent/certificate-words.ts';
import { ErrorNote, Note } from '../parts/notes.tsx';
import { showMillimetres, t } from '../parts/text.ts';
import type { TokenList } from '../parts/use-token-list.ts';
import { asFailure, bridge } from '../parts/worker.ts';
import { Locked } from './locked.tsx';
import { PictureEditor, pictureTitle } from './picture-editor.tsx';
import type { DeskLink } from './use-desk.ts';

type Picture = DeskView['pictures'][number];

/** A kept picture, as it will be drawn. */
function Thumbnail({ picture }: { picture: Picture }) {
  const [content, setContent] = useState<string | null>(null);
  const { sha256 } = picture;
  useEffect(() => {
    let left = false;
    if (sha256 === null) return;
    bridge('desk.picture', { sha256 }).then(
      (told) => !left && setContent(told.content),
      () => !left && setContent(null),
    );
    return () => {
      left = true;
    };
  }, [sha256]);
  return (
    <span class="checkerboard thumbnail">
      {content && <img src={`data:image/png;base64,${content}`} alt={pictureTitle(picture.role)} />}
    </span>
  );
}

function PictureRow(props: { picture: Picture; tokens: TokenList; onChange(): void; onRemove(): void }) {
  const { picture, tokens } = props;
  const plugged = tokens.choices.find(({ certificate }) => certificate.thumbprint === picture.certificate);
  const owner =
    picture.certificate === null
      ? t('pictureForAll')
      : ((plugged && nameOf(plugged.certificate)) ??
        picture.owner ??
        t(tokens.found || tokens.failure ? 'certificateElsewhere' : 'lookingForTokens'));
  return (
    <li class="picture-row">
      <Thumbnail picture={picture} />
      <div class="grow picture-about">
        <strong>{pictureTitle(picture.role)}</strong>
        <span>{owner}</span>
        {picture.widthMm !== null && picture.heightMm !== null && (
          <span class="soft">
            {t('pictureSize', showMillimetres(picture.widthMm), showMillimetres(picture.heightMm))}
          </span>
        )}
        {picture.sha256 === null && (
          <ErrorNote failure={{ code: 'STAMP_IMAGE_MISSING', details: { role: picture.role } }} />
        )}
        {picture.setBy === 'it' && <Locked />}
      </div>
      {picture.setBy === 'desk' && (
        <div class="row">
          <button type="button" class="button small" onClick={props.onChange}>
            {t('pictureChange')}
            <span class="visually-hidden">
              {' '}
              {pictureTitle(picture.role)} {owner}
            </span>
          </button>
          <button type="button" class="button small danger" onClick={props.onRemove}>
            {t('pictureRemove')}
            <span class="visually-hidden">
              {' '}
              {pictureTitle(picture.role)} {owner}
            </span>
          </button>
        </div>
      )}
    </li>
  );
}

/** Pictures of signatures and seals: what is kept, for whom, and in which size. */
export function Pictures({ desk, tokens }: { desk: DeskLink; tokens: TokenList }) {
  const [editing, setEditing] = useState<{ role: PictureRole; certificate: string | null } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [kept, setKept] = useState(false);
  const pictures = desk.view?.pictures ?? [];
  /** IT's picture of a role without a certificate serves all of them: no other can be kept. */
  const byIt = pictures.filter(({ setBy }) => setBy === 'it');
  const isLocked = (role: PictureRole) =>
    byIt.some((picture) => picture.role === role && picture.certificate === null);
  const choicesFor = (role: PictureRole) => {
    const taken = new Set(byIt.filter((one) => one.role === role).map(({ certificate }) => certificate));
    return tokens.choices.filter(({ certificate }) => !taken.has(certificate.thumbprint));
  };
  const remove = ({ role, certificate }: Picture) => {
    if (!window.confirm(t('pictureRemoveConfirm'))) return;
    setKept(false);
    desk.change('desk.removePicture', { role, certificate }).then(
      () => setFailure(null),
      (thrown) => setFailure(asFailure(thrown)),
    );
  };
  return (
    <>
      <p class="soft">{t('picturesWhy')}</p>
      {pictures.length === 0 && <p>{t('picturesNone')}</p>}
      {pictures.length > 0 && (
        <ul class="picture-list">
          {pictures.map((picture) => (
            <PictureRow
              key={`${picture.role}/${picture.certificate ?? ''}/${picture.setBy}`}
              picture={picture}
              tokens={tokens}
              onChange={() => setEditing({ role: picture.role, certificate: picture.certificate })}
              onRemove={() => remove(picture)}
            />
          ))}
        </ul>
      )}
      {kept && <Note kind="pass" says={t('pictureKept')} />}
      {failure && <ErrorNote failure={failure} />}
      <div class="row">
        {PICTURE_ROLES.filter((role) => !isLocked(role)).map((role) => (
          <button
            key={role}
            type="button"
            class="button small"
            data-role={role}
            onClick={() => {
              setKept(false);
              setEditing({ role, certificate: null });
            }}
          >
            {t('pictureAdd', pictureTitle(role))}
          </button>
        ))}
      </div>
      {editing && (
        <PictureEditor
          {...editing}
          choices={choicesFor(editing.role)}
          forAll={editing.role === 'issue'}
          onKeep={async (picture) => {
            await desk.change('desk.keepPicture', picture);
            setFailure(null);
            setKept(true);
          }}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
}
