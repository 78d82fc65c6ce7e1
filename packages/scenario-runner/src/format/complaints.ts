/** What is wrong with a scenario's text, and where. */

export interface Complaint {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** Where in the scenario: `actors.ada[0].book.room`. */
  readonly path: string;
  readonly message: string;
  /** What was probably meant. */
  readonly suggestion?: string;
}

/** The text is no scenario. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
  readonly code = "scenario-invalid";
  readonly complaints: readonly Complaint[];

  constructor(file: string, complaints: readonly Complaint[]) {
    super(complaints.map((complaint) => sentenceOf(file, complaint)).join("\n"));
    this.complaints = complaints;
  }
}

function sentenceOf(file: string, { line, column, path, message, suggestion }: Complaint): string {
  const where = path === "" ? "" : `${path}: `;
  const meant = suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`;
  return `${file}:${line}:${column}: ${where}${message}.${meant}`;
}

export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}
