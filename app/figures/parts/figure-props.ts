/** What every figure is given by the page. */

export interface FigureProps {
  /** Its name on the page and in the address. */
  id: string;
  number: number;
  captionHtml: string;
  attributes: Record<string, string>;
}
