/** A sentence in which what is to be typed into a terminal stands out from what is only said about it. */
export function WithCommand({ text }: { text: string }) {
  return (
    <>
      {text.split(/(kygui [a-z]+)/u).map((piece, index) =>
        index % 2 === 1 ? (
          <kbd key={index} class="command">
            {piece}
          </kbd>
        ) : (
          piece
        ),
      )}
    </>
  );
}
