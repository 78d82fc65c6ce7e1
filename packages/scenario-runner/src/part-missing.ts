/** This machine lacks something that the scenario needs: it says nothing about the system. */

export class PartMissing extends Error {
  override readonly name = "PartMissing";
  readonly code = "part-missing";
}
