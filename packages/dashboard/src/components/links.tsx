import { Anchor, Button } from '@mantine/core';
import { createLink } from '@tanstack/react-router';

/** A link to a screen that looks like a button. */
export const LinkButton = createLink(Button<'a'>);

/** A link to a screen within a text. */
export const TextLink = createLink(Anchor<'a'>);
