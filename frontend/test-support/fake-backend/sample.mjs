/** Made-up documents and answers for the fake service. */

const TEXTS = [
  'Net sales in the third quarter came to $19.7 billion, eleven percent more than a year before. Services made a new record.',
  'Operating expenses rose by four percent. Research and development took the larger part of the rise, as new products came near.',
  'Shareholders received a dividend of 0.23 dollars for each share, paid on the eleventh of August.',
  'The company expects that gross margin will lie between 44.5 and 45.5 percent in the coming quarter.',
  'Currency effects took two percentage points off the growth of sales, most of it in Europe and Japan. 📉 They are expected to ease.',
  'Inventories were lower than in the spring, since parts arrived sooner than planned.',
  'The number of people employed was 164,000 at the end of the quarter.',
  'Risks that could change these figures are listed in the annual report, part one, item 1A.',
];

const SAMPLE = Array.from({ length: 24 }, (_, ordinal) => ({
  text: TEXTS[ordinal % TEXTS.length],
  heading: ['Financial report', ordinal < 12 ? 'Results of operations' : 'Outlook'],
}));

export function makePassages(document, content = SAMPLE) {
  let start = 0;
  return content.map(({ text, heading, sections = [] }, ordinal) => {
    const passage = {
      id: `${document.id}-p${String(ordinal).padStart(4, '0')}`,
      document_id: document.id,
      filename: document.filename,
      ordinal,
      page: document.pages ? Math.floor(ordinal / 3) + 1 : null,
      heading,
      start,
      end: start + [...text].length,
      text,
      score: 1 - ordinal / 100,
      sections: sections.map(([at, path]) => ({ start: start + at, heading: path })),
    };
    // As the service does, it tells the blanks behind a passage apart from its text.
    const blanks = /\s*$/.exec(text)[0];
    Object.assign(passage, blanks && { blanks, text: text.trimEnd(), end: passage.end - blanks.length });
    start = passage.end + (blanks.length || 1);
    return passage;
  });
}

export const ANSWER = `**Net sales grew by eleven percent** to $19.7 billion in the third quarter [1], though currency effects took two points off that growth [2].

Three things stand out:

1. Services made a *new record* [1].
2. Operating expenses rose by **four percent**, mostly for research and development [3].
3. The dividend was $0.23 a share [4].

| Figure | Quarter | Change |
| --- | ---: | ---: |
| Net sales | $19.7 bn | +11 % |
| Operating expenses | $5.2 bn | +4 % |

> Gross margin is expected between 44.5 and 45.5 percent [5].

See the [annual report](https://example.com/report) for the list of risks. There is no source [42].

\`\`\`
margin = (sales - cost) / sales
\`\`\`
`;

/** A citation for each mark of the answer that has a source; its quote is the first sentence of the passage. */
/** Where the markers `[n]` of an answer begin, in code points: brackets in code are none. */
export function markersOf(text) {
  const plain = text.replace(/```[\s\S]*?(?:```|$)|`[^`\n]*`/g, (code) => ' '.repeat(code.length));
  let read = 0;
  let characters = 0;
  return [...plain.matchAll(/\[\d{1,3}\]/g)].map(({ index }) => {
    characters += Array.from(text.slice(read, index)).length;
    read = index;
    return characters;
  });
}

export function citationsFor(text, sources) {
  return [...text.matchAll(/\[(\d+)\]/g)].flatMap((match) => {
    const n = Number(match[1]);
    const source = sources[n - 1];
    if (!source) return [];
    const quote = source.text.slice(0, source.text.indexOf('. ') + 1) || source.text;
    const place = { passage_id: source.id, document_id: source.document_id, filename: source.filename };
    const span = { quote, quote_start: source.start, quote_end: source.start + [...quote].length };
    const answer = { answer_start: Math.max(0, match.index - 60), answer_end: match.index + match[0].length };
    return [{ n, ...place, page: source.page, ...span, ...answer, verified: n !== 4 }];
  });
}

/** A line as a PDF writes it: what is not ASCII as the code units of a Japanese font that is not in the file. */
function pdfLine(line) {
  if (/^[\x20-\x7e]*$/.test(line)) return `/F1 12 Tf (${line.replace(/[\\()]/g, '\\$&')}) Tj T*`;
  const units = [...line].map((letter) => letter.charCodeAt(0).toString(16).padStart(4, '0'));
  return `/F2 12 Tf <${units.join('')}> Tj T*`;
}

/** A small PDF that holds the given lines as real text on the first of its pages; the others are blank. */
export function makePdf(lines, pages = 2) {
  const text = lines.map(pdfLine).join('\n');
  const blank = Array.from({ length: pages - 1 }, (_, index) => 9 + index);
  const stream = `BT 16 TL 60 720 Td\n${text}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [3 0 R ${blank.map((n) => `${n} 0 R`).join(' ')}] /Count ${pages} >>`,
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 7 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    '<< /Type /FontDescriptor /FontName /HeiseiMin-W3 /Flags 6 /FontBBox [-123 -257 1001 910] /ItalicAngle 0 /Ascent 709 /Descent -241 /CapHeight 709 /StemV 69 >>',
    '<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /UniJIS-UCS2-H /DescendantFonts [8 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /DW 1000 /FontDescriptor 6 0 R /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >>',
    ...blank.map(() => '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << >> >>'),
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const end = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(body + end, 'latin1');
}

export const PDF_LINES = TEXTS.slice(0, 3).flatMap((text) => text.match(/.{1,80}(?:\s|$)/g) ?? []);
