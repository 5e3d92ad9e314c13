/** What the page's handler made of a signed file. */
export interface VgcaUploaded {
  message: string;
  fileName: string;
  /** Opaque; passed through as it came. */
  fileServer: string;
}

/** What a job keeps of the call that began it. */
export interface VgcaPart {
  callId: string;
  path: string;
  /** Where the signed file goes; empty: the clerk saves it. */
  upload: string;
  /** Token the page gave for fetching and uploading; may be empty. Never logged, never sent to the bridge. */
  token: string;
  /** Place of the file in a call for several; -1 for a call for one. */
  index: number;
  /** The clerk picks a file of this computer. */
  pick: boolean;
  /** What stands on the paper, as last prepared; `day` as `YYYY-MM-DD`. */
  stamped: { number: string; notation: string; day: string };
  uploaded: VgcaUploaded | null;
}
