/** The one namespace of QCVN 102:2016/BTTTT and of its 2022 amendment. */
export const QCVN102 = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';

/** The prefix every element inside the envelope carries; some receivers refuse header parts without it. */
export const EDXML_PREFIX = 'edXML';

/** Prefixes that circulate without declaration, with what their writers meant. */
export const KNOWN_PREFIXES: Readonly<Record<string, string>> = {
  edXML: QCVN102,
  edxml: QCVN102,
  xlink: 'http://www.w3.org/1999/xlink',
  xsi: 'http://www.w3.org/2001/XMLSchema-instance',
  xsd: 'http://www.w3.org/2001/XMLSchema',
  ds: 'http://www.w3.org/2000/09/xmldsig#',
};
