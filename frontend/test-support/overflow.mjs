/** What of a page's texts is cut off, leaves its control or the window. Runs in the page. */
export function overflowing() {
  const NAMED =
    'button, label, summary, legend, select, h1, h2, h3, dt, th, [role=menuitem], [role=tab], p, a';
  const found = [];
  const shown = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    element.closest('.visually-hidden') === null;
  const scrolls = (element) =>
    element !== null &&
    element !== document.body &&
    (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));

  /** Where the text of a control stands, without what only screen readers read. */
  function textBoxes(element) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const boxes = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.textContent.trim() || !shown(node.parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      boxes.push(...range.getClientRects());
    }
    return boxes;
  }

  /** Names of files and the like may end in dots; they have their direction from what is in them. */
  const foreign = (element) => element.closest('[dir=auto]') ?? element.querySelector('[dir=auto]');

  function fault(element) {
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) return null;
    if (!scrolls(element) && (box.left < -1 || box.right > innerWidth + 1)) return 'leaves the window';
    if (foreign(element)) return null;
    if (!element.matches('p, a') && breaksWord(element)) return 'breaks a word';
    const { overflowX, display, fontSize } = getComputedStyle(element);
    // Letters are taller than a line that is set tight.
    const tall = parseFloat(fontSize) * 0.35;
    if (display !== 'inline' && overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1) {
      return 'is cut off';
    }
    if (display === 'inline') return null;
    const out = textBoxes(element).some(
      (text) =>
        text.left < box.left - 1 ||
        text.right > box.right + 1 ||
        text.top < box.top - tall ||
        text.bottom > box.bottom + tall,
    );
    return out ? 'leaves its control' : null;
  }

  /** Whether a word of a name is broken in its middle. Chinese and Japanese may be broken anywhere. */
  function breaksWord(element) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!shown(node.parentElement)) continue;
      for (const { 0: word, index } of node.data.matchAll(/[\p{Script=Latin}\p{Script=Arabic}\p{M}]{3,}/gu)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const [first, ...others] = range.getClientRects();
        if (first && others.some((rect) => rect.top > first.top + first.height / 2)) return true;
      }
    }
    return false;
  }

  /** Whether an empty field, or one where nothing is chosen, has less room than it needs for what it says. */
  function cutField(field) {
    if (field.value !== '') return false;
    const style = getComputedStyle(field);
    const wanted = field.matches('select') ? field.cloneNode(true) : document.createElement('span');
    if (!field.matches('select')) wanted.textContent = field.placeholder;
    wanted.style.cssText =
      'position: fixed; visibility: hidden; white-space: nowrap; width: auto; max-width: none';
    const same = ['fontFamily', 'fontSize', 'fontWeight', 'letterSpacing', 'padding', 'border'];
    for (const name of same) wanted.style[name] = style[name];
    field.parentElement.append(wanted);
    const { width } = wanted.getBoundingClientRect();
    wanted.remove();
    return width > field.offsetWidth + 1;
  }

  const sideways = document.scrollingElement.scrollWidth - innerWidth;
  if (sideways > 1) found.push(`the page scrolls sideways by ${sideways} px`);
  for (const dialog of document.querySelectorAll('dialog[open], dialog[open] > div')) {
    if (dialog.scrollWidth > dialog.clientWidth + 1) found.push('the dialog scrolls sideways');
  }
  for (const element of document.querySelectorAll(NAMED)) {
    const wrong = shown(element) ? fault(element) : null;
    if (wrong)
      found.push(`“${element.textContent.trim().slice(0, 60)}” (${element.tagName.toLowerCase()}) ${wrong}`);
  }
  for (const field of document.querySelectorAll('input[placeholder], select')) {
    if (shown(field) && cutField(field))
      found.push(`“${field.placeholder || field.selectedOptions[0].text}” (field) is cut off`);
  }
  return [...new Set(found)];
}
