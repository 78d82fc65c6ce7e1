/** One request to a gateway, and what came of it, when nothing did too. */

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body: unknown;
  readonly accessToken: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface HttpReply<Body = Readonly<Record<string, unknown>>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** No answer came. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
  /** False: the request did not even get there. */
  readonly sent: boolean;

  constructor(sent: boolean, cause: unknown) {
    super("No answer came.", { cause });
    this.sent = sent;
  }
}

/** The gateway itself waits for a saga for less than that. */
const ANSWER_MS_MAX = 20_000;

/** @throws NoAnswer */
export async function sendRequest<Body>(
  url: string,
  { method = "GET", body, accessToken = "", headers = {} }: Partial<HttpRequest>,
  pace = 1,
): Promise<HttpReply<Body>> {
  const hasBody = body !== undefined;
  try {
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        ...(hasBody ? { "content-type": "application/json" } : {}),
        ...headers,
      },
      ...(hasBody ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(ANSWER_MS_MAX * pace),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text) as Body };
  } catch (error) {
    throw new NoAnswer(wasSent(error), error);
  }
}

function parsed(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return { text };
  }
}

/** Nobody listened at that port: then nothing has arrived. Of all else, who knows. */
function wasSent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return code !== "ECONNREFUSED";
}
