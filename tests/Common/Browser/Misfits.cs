namespace KLDiv.TestSupport;

/// <summary>What runs inside a page to find what does not fit.</summary>
internal static class Misfits
{
    public const string Script =
        """
        () => {
          const found = [];
          // A letter may stand out of its box by a pixel.
          const slack = 1.25;
          const shows = element => element.getClientRects().length > 0 && element.getBoundingClientRect().width > 0;
          const say = element => (element.closest('figure')?.id ?? '') + ' ' + element.tagName + ' "' + element.textContent.slice(0, 60) + '"';
          const root = document.documentElement;
          if (root.scrollWidth > root.clientWidth) {
            found.push(`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);
          }
          for (const element of document.querySelectorAll('body *:not(svg *)')) {
            const box = element.getBoundingClientRect();
            if (shows(element) && (box.right > root.clientWidth + slack || box.left < -slack)) {
              found.push(`${say(element)} goes from ${box.left} to ${box.right} in a window of ${root.clientWidth}`);
            }
            if (shows(element) && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1 && getComputedStyle(element).display !== 'inline') {
              found.push(`${say(element)} is ${element.clientWidth} wide, and what is in it ${element.scrollWidth}`);
            }
          }
          for (const picture of document.querySelectorAll('svg')) {
            if (!shows(picture)) continue;
            const frame = picture.getBoundingClientRect();
            const texts = [...picture.querySelectorAll('text')].map(element => ({ element, box: element.getBoundingClientRect() }));
            for (const { element, box } of texts) {
              if (box.left < frame.left - slack || box.right > frame.right + slack || box.top < frame.top - slack || box.bottom > frame.bottom + slack) {
                found.push(`${say(element)} runs out of its picture: ${box.left}-${box.right} of ${frame.left}-${frame.right}, ${box.top}-${box.bottom} of ${frame.top}-${frame.bottom}`);
              }
              const size = parseFloat(getComputedStyle(element).fontSize) * frame.width / picture.viewBox.baseVal.width;
              if (size < 11) {
                found.push(`${say(element)} is ${size} pixels high`);
              }
            }
            for (let i = 0; i < texts.length; i++) {
              for (let j = i + 1; j < texts.length; j++) {
                const a = texts[i].box, b = texts[j].box;
                // Boxes of lines have room above and below their letters.
                if (a.left < b.right - slack && b.left < a.right - slack && a.top < b.bottom - 3 && b.top < a.bottom - 3) {
                  found.push(`${say(texts[i].element)} meets ${say(texts[j].element)}`);
                }
              }
            }
          }
          return found;
        }
        """;
}
