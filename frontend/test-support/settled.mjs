/** Runs in the page: waits until nothing moves but what moves without end. */
export async function settled() {
  const moving = document
    .getAnimations()
    .filter((animation) => Number.isFinite(animation.effect.getComputedTiming().endTime));
  await Promise.allSettled(moving.map((animation) => animation.finished));
}
