/**
 * A font whose codes are Vietnamese of before Unicode while the file calls them Western letters: fonts `.Vn…` are
 * TCVN3 (TCVN 5712:1993), those that end in `H` have capitals only; `VNI-…` puts each mark behind its letter.
 */
export interface LegacyFont {
  encoding: 'tcvn3' | 'vni';
  capitals: boolean;
}

/** A shown character as the reader sees the page: base line start, width and size in points. */
export interface PlacedGlyph {
  text: string;
  x: number;
  y: number;
  width: number;
  size: number;
  /** Set for a font of before Unicode: `text` is then the old code as a Western letter. */
  legacy?: LegacyFont;
}
