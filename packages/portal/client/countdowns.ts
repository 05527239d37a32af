const DAY_S = 86_400;

/** Counts down what the server has rendered as words, by the time that passes here. */
export function startCountdowns(): void {
  const opened = Date.now();
  const timers = document.querySelectorAll<HTMLElement>('[data-left]');
  if (!timers.length) return;

  const tick = (): void => {
    const passed = (Date.now() - opened) / 1000;
    const rest = Array.from(timers, (timer) => {
      const total = Number(timer.dataset['left']);
      const left = Math.max(0, Math.ceil(total - passed));
      if (left < DAY_S) timer.textContent = clock(left);
      if (left === 0 && total > 0 && timer.dataset['reload']) location.reload();
      return left;
    });
    if (rest.some((left) => left > 0)) setTimeout(tick, 1000);
  };
  tick();
}

/** `2:15:09`, `4:05`. */
function clock(seconds: number): string {
  const two = (value: number): string => (value < 10 ? '0' : '') + String(value);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours ? `${String(hours)}:${two(minutes)}` : String(minutes)}:${two(seconds % 60)}`;
}
