import { type RefObject, useEffect, useRef } from 'react';

/** Whether a screen has been shown: the first one leaves the focus where the browser puts it. */
let hasNavigated = false;

/** Puts the focus on the heading of a screen after a navigation, so that screen readers say it. */
export function useHeadingFocus(): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (hasNavigated) heading.current?.focus({ preventScroll: true });
    hasNavigated = true;
  }, []);
  return heading;
}
