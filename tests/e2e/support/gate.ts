/** A place where one side is held until the test lets it go on. */
export interface Gate {
  /** Given to the side that is to be held. */
  wait: () => Promise<void>;
  /** Resolves when that side is there. */
  reached: Promise<void>;
  open(): void;
}

export function gate(): Gate {
  let arrive = () => {};
  let open = () => {};
  const reached = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    reached,
    open,
    wait() {
      arrive();
      return opened;
    },
  };
}
