/** From the text of a calendar to the months in which its owner is busy. Pure. */
import { type Commitment } from "@holdfast/scheduling";
export interface ToExpand {
  readonly text: string;
  /** The owner's zone: of floating times and whole days. */
  readonly zone: string;
  readonly from: number;
  readonly to: number;
}
export interface Expanded {
  /** Every UTC month from `from` to `to`, also those in which the owner is free. */
  readonly months: Readonly<Record<string, readonly Commitment[]>>;
  readonly events: number;
  /** What could not be read for certain, and therefore blocks. */
  readonly warnings: readonly string[];
}
export declare function expand({ text, zone, from, to }: ToExpand): Expanded;
