import { ApiError, UnreachableError } from '../api/api-error.js';
import { apiBase } from '../base-path.js';
import { authorizedFetch } from '../session/authorized-fetch.js';

/** How a file was saved. */
export interface Saved {
  /** Whether it has a line after that of the column names. */
  readonly hasRows: boolean;
}

/** A file that the operator has chosen. Not all browsers let a page write to one. */
interface ChosenFile {
  createWritable(): Promise<WritableStream<Uint8Array>>;
}
interface FilePicker {
  showSaveFilePicker?: (options: object) => Promise<ChosenFile>;
}

const NEW_LINE = 10;

/**
 * Saves an answer of the API, such as a million payments as CSV, without having all of it in
 * memory: where the browser can, it is written into a file as it arrives; elsewhere the browser
 * collects it, on disk if it is large, and offers it as a download.
 *
 * @param path with its query, such as `/payments/export/?status=completed`
 * @param name what the file is called where the operator chooses its place
 * @param onBytes hears how many bytes have arrived so far
 * @returns null when the operator has chosen no file
 * @throws ApiError, UnreachableError
 */
export async function saveAnswer(
  path: string,
  name: string,
  onBytes: (bytes: number) => void,
): Promise<Saved | null> {
  const { showSaveFilePicker: choose } = window as unknown as FilePicker;
  // Before anything is asked of the server: a browser shows the question only after a click.
  const file = choose
    ? await choose
        .call(window, { suggestedName: name, types: [{ accept: { 'text/csv': ['.csv'] } }] })
        .catch(isCancelled)
    : undefined;
  if (file === null) return null;
  const response = await answerTo(path);
  if (!response.body) return { hasRows: false };
  const seen = new RowWatch(onBytes);
  const bytes = response.body.pipeThrough(seen.stream);
  try {
    if (file) await bytes.pipeTo(await file.createWritable());
    else offer(await new Response(bytes).blob(), nameOf(response) ?? name);
  } catch (cause) {
    throw new UnreachableError(cause);
  }
  return { hasRows: seen.hasRows };
}

/** The operator has closed the question for a file. */
function isCancelled(error: unknown): null {
  if (error instanceof DOMException && error.name === 'AbortError') return null;
  throw error;
}

async function answerTo(path: string): Promise<Response> {
  const response = await authorizedFetch(new Request(`${apiBase}${path}`)).catch(
    (cause: unknown): never => {
      throw cause instanceof TypeError ? new UnreachableError(cause) : cause;
    },
  );
  if (response.ok) return response;
  throw ApiError.from(response, await response.json().catch(() => null));
}

/** The name in `Content-Disposition`. */
const nameOf = ({ headers }: Response): string | undefined =>
  /filename="(?<name>[^"]+)"/.exec(headers.get('Content-Disposition') ?? '')?.groups?.['name'];

function offer(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has begun by then, and keeps the data for itself.
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 60_000);
}

/** Watches bytes of CSV go by: how many, and whether there are rows below the column names. */
class RowWatch {
  private bytes = 0;
  private isBelowNames = false;
  hasRows = false;
  readonly stream: TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>;

  constructor(onBytes: (bytes: number) => void) {
    this.stream = new TransformStream({
      transform: (chunk, controller) => {
        this.bytes += chunk.byteLength;
        onBytes(this.bytes);
        if (!this.hasRows) this.look(chunk);
        controller.enqueue(chunk);
      },
    });
  }

  private look(chunk: Uint8Array): void {
    const end = this.isBelowNames ? -1 : chunk.indexOf(NEW_LINE);
    if (end >= 0) this.isBelowNames = true;
    this.hasRows = this.isBelowNames && chunk.byteLength > end + 1;
  }
}
