import { type ReactNode } from 'react';
import { Page } from '../../components/page.js';
import { commonTexts } from '../../texts/common.js';
import { useTexts } from '../../texts/use-texts.js';

export function Screen(): ReactNode {
  const texts = useTexts(commonTexts);
  return <Page title={texts.screens.packages}>{null}</Page>;
}
