// A box that scrolls looks complete where its text happens to be cut between two lines or columns, and scroll bars hide
// themselves. So it fades out towards where it goes on.

export function showWhereItGoesOn(box: HTMLElement): void {
  const look = (): void => {
    // Half a pixel is lost to rounding.
    const below = box.scrollHeight - box.clientHeight - box.scrollTop > 1;
    const beside = box.scrollWidth - box.clientWidth - box.scrollLeft > 1;
    box.dataset.goesOn = below ? "below" : beside ? "beside" : "";
  };
  box.addEventListener("scroll", look, { passive: true });
  const sizes = new ResizeObserver(look);
  sizes.observe(box);
  for (const child of box.children) sizes.observe(child);
  look();
}
