/** pdf.js, set up once: its worker is a file of our own, as the Content-Security-Policy wants it. */
import {
  GlobalWorkerOptions,
  TextLayer,
  getDocument,
  type PDFDocumentProxy,
  type PDFPageProxy,
} from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

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

export interface DrawnPage {
  /** The pieces of the text layer with the text of each. */
  divs: HTMLElement[];
  texts: string[];
}

/** How large a page is drawn: as wide as its box, or as high; `rotation` in degrees beyond the page's own. */
export interface Drawing {
  width: number;
  /** Null where the page may be higher than its box. */
  height: number | null;
  rotation: number;
}

/** Draws a page into a box, with its text laid over it. Aborting leaves the elements half drawn. */
export async function drawPage(
  page: PDFPageProxy,
  canvas: HTMLCanvasElement,
  layer: HTMLElement,
  drawing: Drawing,
  signal: AbortSignal,
): Promise<DrawnPage> {
  const rotation = (page.rotate + drawing.rotation) % 360;
  const natural = page.getViewport({ scale: 1, rotation });
  const [wide, high] = [drawing.width / natural.width, (drawing.height ?? Infinity) / natural.height];
  const scale = Math.min(wide, high);
  const viewport = page.getViewport({ scale, rotation });
  const density = Math.min(devicePixelRatio || 1, 2);
  canvas.width = Math.floor(viewport.width * density);
  canvas.height = Math.floor(viewport.height * density);
  canvas.style.width = `${viewport.width}px`;
  canvas.style.height = `${viewport.height}px`;
  const painting = page.render({ canvas, viewport, transform: [density, 0, 0, density, 0, 0] });
  const text = new TextLayer({ textContentSource: page.streamTextContent(), container: layer, viewport });
  layer.replaceChildren();
  layer.style.setProperty('--total-scale-factor', String(scale));
  signal.addEventListener('abort', () => {
    painting.cancel();
    text.cancel();
  });
  await Promise.all([painting.promise, text.render()]);
  return { divs: text.textDivs, texts: text.textContentItemsStr };
}
