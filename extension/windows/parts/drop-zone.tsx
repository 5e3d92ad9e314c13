import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** Takes what is let fall on an element; `over` while something is held above it. */
export function useDropped(onFiles: (files: FileList | null | undefined) => void) {
  const [over, setOver] = useState(false);
  return {
    over,
    handlers: {
      onDragOver(event: DragEvent) {
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop(event: DragEvent) {
        event.preventDefault();
        setOver(false);
        onFiles(event.dataTransfer?.files);
      },
    },
  };
}

/** The framed place to drop or choose PDF files, by mouse and by keyboard. */
export function DropZone(props: {
  over: boolean;
  choose: string;
  multiple?: boolean;
  handlers?: ReturnType<typeof useDropped>['handlers'];
  onFiles(files: FileList | null): void;
  children: ComponentChildren;
}) {
  return (
    <label class={props.over ? 'drop over' : 'drop'} {...props.handlers}>
      {props.children}
      <span class="button" aria-hidden="true">
        {props.choose}
      </span>
      <input
        type="file"
        name="file"
        class="visually-hidden"
        aria-label={props.choose}
        accept="application/pdf,.pdf"
        multiple={props.multiple ?? false}
        onChange={(event) => props.onFiles(event.currentTarget.files)}
      />
    </label>
  );
}
