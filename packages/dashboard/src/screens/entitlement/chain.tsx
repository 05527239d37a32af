import { type ReactNode } from 'react';
import { CardLine } from '../../components/data-list.js';
import { EntitlementState } from '../../components/entitlement-state.js';
import { Instant } from '../../components/instant.js';
import { TextLink } from '../../components/links.js';
import { accessTexts } from '../../texts/access.js';
import { commonTexts } from '../../texts/common.js';
import { entitlementTexts } from '../../texts/entitlement.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Details } from './index.js';
import { Part } from '../../components/part.js';

/** The purchases that follow one another, when there is more than one. */
export function Chain({ details: { id, links } }: { readonly details: Details }): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(entitlementTexts)];
  const access = useTexts(accessTexts);
  if (links.length < 2) return null;
  return (
    <Part title={texts.chain} hint={texts.chainHint}>
      <ul className="plain-list">
        {links.map((link) => (
          <li key={link.id}>
            <CardLine
              start={
                link.id === id ? (
                  <b>{texts.thisOne}</b>
                ) : (
                  <TextLink to="/access/$id" params={{ id: link.id }}>
                    {access.sources[link.source]}
                  </TextLink>
                )
              }
              end={<EntitlementState of={{ state: link.state, online: false }} />}
            />
            <CardLine
              start={
                link.starts_at === null ? (
                  common.none
                ) : (
                  <>
                    <Instant at={link.starts_at} />
                    {' – '}
                    <Instant at={link.ends_at ?? link.starts_at} />
                  </>
                )
              }
            />
          </li>
        ))}
      </ul>
    </Part>
  );
}
