import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import { type ComponentPropsWithRef, type ReactNode } from 'react';

/** What a link of HTML takes, besides what the component itself does. */
type LinkOf<Props> = Props & Omit<ComponentPropsWithRef<'a'>, keyof Props>;

/** A link to a screen that looks like a button. */
export const LinkButton = createLink((props: LinkOf<ButtonProps>): ReactNode => (
  <Button component="a" {...props} />
));

/** A link to a screen within a text. */
export const TextLink = createLink((props: LinkOf<AnchorProps>): ReactNode => (
  <Anchor component="a" {...props} />
));
