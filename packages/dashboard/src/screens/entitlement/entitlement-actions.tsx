import { Button, NumberInput, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { useSendOnce } from '../../api/use-send-once.js';
import { ConfirmWithReason } from '../../components/confirm-with-reason.js';
import { entitlementTexts } from '../../texts/entitlement.js';
import { useTexts } from '../../texts/use-texts.js';
import { Confirm } from '../../components/confirm.js';
import { type Details } from './index.js';
import { useChanged } from './use-change.js';

const MAX_HOURS = 8760;
type Act = 'extend' | 'disconnect' | 'revoke';

/** Extend, disconnect and revoke, each only while the server would do it. */
export function EntitlementActions({ details }: { readonly details: Details }): ReactNode {
  const texts = useTexts(entitlementTexts);
  const [act, setAct] = useState<Act | null>(null);
  const close = (): void => {
    setAct(null);
  };
  const isOver = details.state === 'ended' || details.state === 'revoked';
  const button = (name: Act, props: { variant: string; color?: string }): ReactNode => (
    <Button
      {...props}
      onClick={() => {
        setAct(name);
      }}
    >
      {texts[name]}
    </Button>
  );
  return (
    <>
      {!isOver && details.state !== 'unused' && button('extend', { variant: 'filled' })}
      {details.online && button('disconnect', { variant: 'default' })}
      {!isOver && button('revoke', { variant: 'light', color: 'red' })}
      <Extend id={details.id} isOpen={act === 'extend'} onClose={close} />
      <Disconnect id={details.id} isOpen={act === 'disconnect'} onClose={close} />
      <Revoke id={details.id} isOpen={act === 'revoke'} onClose={close} />
    </>
  );
}

interface Question {
  readonly id: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function Extend({ id, isOpen, onClose }: Question): ReactNode {
  const texts = useTexts(entitlementTexts);
  const changed = useChanged();
  const [hours, setHours] = useState<number | string>(1);
  const extend = useSendOnce((body: { hours: number; reason: string; id: string }, key) =>
    answerOf(
      api.POST('/access/entitlements/{id}/extend/', {
        params: { path: { id: body.id }, header: { 'Idempotency-Key': key } },
        body: { hours: body.hours, reason: body.reason },
      }),
    ),
  );
  return (
    <ConfirmWithReason
      isOpen={isOpen}
      onClose={onClose}
      title={texts.extendTitle}
      confirm={texts.extend}
      onConfirm={async (reason) => {
        await extend.mutateAsync({ hours: Number(hours), reason, id });
        await changed(texts.extended);
      }}
    >
      <Text>{texts.extendText}</Text>
      <NumberInput
        label={texts.hours}
        required
        min={1}
        max={MAX_HOURS}
        allowDecimal={false}
        allowNegative={false}
        inputMode="numeric"
        value={hours}
        onChange={setHours}
      />
    </ConfirmWithReason>
  );
}

function Revoke({ id, isOpen, onClose }: Question): ReactNode {
  const texts = useTexts(entitlementTexts);
  const changed = useChanged();
  const revoke = useSendOnce((body: { reason: string; id: string }, key) =>
    answerOf(
      api.POST('/access/entitlements/{id}/revoke/', {
        params: { path: { id: body.id }, header: { 'Idempotency-Key': key } },
        body: { reason: body.reason },
      }),
    ),
  );
  return (
    <ConfirmWithReason
      isOpen={isOpen}
      onClose={onClose}
      title={texts.revokeTitle}
      confirm={texts.revoke}
      color="red"
      onConfirm={async (reason) => {
        await revoke.mutateAsync({ reason, id });
        await changed(texts.revoked);
      }}
    >
      {texts.revokeText}
    </ConfirmWithReason>
  );
}

function Disconnect({ id, isOpen, onClose }: Question): ReactNode {
  const texts = useTexts(entitlementTexts);
  const changed = useChanged();
  return (
    <Confirm
      isOpen={isOpen}
      onClose={onClose}
      title={texts.disconnectTitle}
      text={texts.disconnectText}
      confirm={texts.disconnect}
      onConfirm={async () => {
        await answerOf(
          api.POST('/access/entitlements/{id}/disconnect/', { params: { path: { id } }, body: {} }),
        );
        await changed(texts.disconnected);
      }}
    />
  );
}
