/** pdf.js, set up once: its worker is a file of our own, as the Content-Security-Policy wants it. */
import {
  GlobalWorkerOptions,
  TextLayer,
  getDocument,
  type PageViewport,
  type PDFDocumentProxy,
  type PDFPageProxy,
} from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import type { Size } from '@/features/reader/page-layout';

GlobalWorkerOptions.workerSrc = workerUrl;

export type { PDFDocumentProxy, PDFPageProxy };

interface OpenPdf {
  document: Promise<PDFDocumentProxy>;
  close: () => void;
}

export function openPdf(url: string): OpenPdf {
  const task = getDocument({
    url,
    disableAutoFetch: true,
    enableXfa: false,
    cMapUrl: '/pdf/cmaps/',
    standardFontDataUrl: '/pdf/standard_fonts/',
    wasmUrl: '/pdf/wasm/',
    // The Content-Security-Policy lets no page compile code at run time, WebAssembly neither.
    useWasm: false,
  });
  return { document: task.promise, close: () => void task.destroy() };
}

/** Pixels of a canvas at the most: 64 MiB of memory. A larger page is drawn less sharply. */
const MOST_PIXELS = 2 ** 24;

/** The size of a page as its file has it, at a scale of 1. */
export function naturalSize(page: PDFPageProxy): Size {
  const { width, height } = page.getViewport({ scale: 1 });
  return { width, height };
}

/** How a page is drawn: its scale, and by how many degrees it is turned beyond its own rotation. */
export interface Drawing {
  scale: number;
  rotation: number;
}

function viewportOf(page: PDFPageProxy, { scale, rotation }: Drawing): PageViewport {
  return page.getViewport({ scale, rotation: (page.rotate + rotation) % 360 });
}

/** Draws the picture of a page. Aborting leaves it half drawn. */
export async function paintPage(
  page: PDFPageProxy,
  canvas: HTMLCanvasElement,
  drawing: Drawing,
  signal: AbortSignal,
): Promise<void> {
  const viewport = viewportOf(page, drawing);
  const sharpest = Math.sqrt(MOST_PIXELS / (viewport.width * viewport.height));
  const density = Math.min(devicePixelRatio || 1, 2, sharpest);
  canvas.width = Math.floor(viewport.width * density);
  canvas.height = Math.floor(viewport.height * density);
  const painting = page.render({ canvas, viewport, transform: [density, 0, 0, density, 0, 0] });
  signal.addEventListener('abort', () => painting.cancel());
  await painting.promise;
}

/** The text that lies over the picture of a page: its pieces, with the text of each. */
export interface PageText {
  divs: HTMLElement[];
  texts: string[];
}

/** Lays a page's text into `layer`. Aborting leaves it half laid. */
export async function layText(
  page: PDFPageProxy,
  layer: HTMLElement,
  drawing: Drawing,
  signal: AbortSignal,
): Promise<PageText> {
  const viewport = viewportOf(page, drawing);
  const text = new TextLayer({ textContentSource: page.streamTextContent(), container: layer, viewport });
  layer.replaceChildren();
  layer.style.setProperty('--total-scale-factor', String(drawing.scale));
  signal.addEventListener('abort', () => text.cancel());
  await text.render();
  return { divs: text.textDivs, texts: text.textContentItemsStr };
}

/** Gives back the memory of a page that is out of sight. */
export function releasePage(page: PDFPageProxy | null, canvas: HTMLCanvasElement): void {
  canvas.width = 0;
  canvas.height = 0;
  page?.cleanup();
}
