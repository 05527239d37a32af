import {
  Group,
  NativeSelect,
  NumberInput,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ApiForm } from '../../components/api-form.js';
import { commonTexts } from '../../texts/common.js';
import { packagesTexts } from '../../texts/packages.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Router } from '../routers/routers.js';
import { type Package } from './packages.js';

const UNIT_HOURS = { hours: 1, days: 24, weeks: 168, months: 720 } as const;
type Unit = keyof typeof UNIT_HOURS;
const UNITS: readonly Unit[] = ['months', 'weeks', 'days', 'hours'];
const DATA_UNITS = { mb: 1, gb: 1000 } as const;
type DataUnit = keyof typeof DATA_UNITS;

interface Values extends Record<string, unknown> {
  name: string;
  router: string;
  price: number | '';
  /** In units of `unit`. */
  duration_hours: number | '';
  unit: Unit;
  download_speed_mbps: number | '';
  upload_speed_mbps: number | '';
  device_limit: number | '';
  /** In units of `data_unit`. */
  data_cap_mb: number | '';
  data_unit: DataUnit;
  description: string;
}

/** Adds a package, or changes one. */
export function PackageForm({
  routers,
  sold,
  onDone,
  onCancel,
}: {
  /** Those that it can be sold at; not asked for if there is one. */
  readonly routers: readonly Router[];
  /** Absent: a new one. */
  readonly sold?: Package;
  readonly onDone: (sold: Package) => void;
  readonly onCancel?: () => void;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(packagesTexts)];
  const queryClient = useQueryClient();
  const form = useForm<Values>({
    initialValues: sold ? valuesOf(sold) : newPackage(texts.defaultName, routers),
  });
  return (
    <ApiForm
      form={form}
      send={(values) => (sold ? change(sold, values) : add(values))}
      onDone={(saved) => {
        void queryClient.invalidateQueries({ queryKey: ['packages'] });
        onDone(saved);
      }}
      submit={sold ? common.save : texts.save}
      onCancel={onCancel}
    >
      <TextInput
        label={texts.name}
        description={texts.nameHint}
        required
        withAsterisk={false}
        maxLength={100}
        {...form.getInputProps('name')}
      />
      {routers.length > 1 && (
        <NativeSelect
          label={texts.router}
          data={routers.map(({ id, name }) => ({ value: String(id), label: name }))}
          {...form.getInputProps('router')}
        />
      )}
      <NumberInput
        label={texts.price}
        description={texts.priceHint}
        {...COUNT}
        {...form.getInputProps('price')}
      />
      <Measured
        amount={
          <NumberInput
            label={texts.duration}
            {...COUNT}
            {...form.getInputProps('duration_hours')}
          />
        }
        unit={
          <NativeSelect
            aria-label={`${texts.duration}: ${texts.unit}`}
            data={Object.keys(UNIT_HOURS).map((value) => ({
              value,
              label: texts.units[value as Unit],
            }))}
            {...form.getInputProps('unit')}
          />
        }
      />
      <SimpleGrid cols={2} spacing="sm">
        <NumberInput
          label={texts.download}
          {...COUNT}
          {...IN_MBPS}
          {...form.getInputProps('download_speed_mbps')}
        />
        <NumberInput
          label={texts.upload}
          {...COUNT}
          {...IN_MBPS}
          {...form.getInputProps('upload_speed_mbps')}
        />
      </SimpleGrid>
      <details className="more" open={sold !== undefined && hasLimits(sold)}>
        <summary>{texts.more}</summary>
        <Stack mt="md">
          <NumberInput
            label={texts.devices}
            description={texts.devicesHint}
            {...COUNT}
            {...form.getInputProps('device_limit')}
          />
          <Measured
            amount={
              <NumberInput
                label={texts.dataCap}
                description={texts.dataCapHint}
                {...COUNT}
                required={false}
                {...form.getInputProps('data_cap_mb')}
              />
            }
            unit={
              <NativeSelect
                aria-label={`${texts.dataCap}: ${texts.unit}`}
                data={Object.keys(DATA_UNITS).map((value) => ({
                  value,
                  label: texts.dataUnits[value as DataUnit],
                }))}
                {...form.getInputProps('data_unit')}
              />
            }
          />
          <TextInput
            label={texts.description}
            description={texts.descriptionHint}
            maxLength={1000}
            {...form.getInputProps('description')}
          />
        </Stack>
      </details>
    </ApiForm>
  );
}

/** A number with its unit beside it. */
const Measured = ({
  amount,
  unit,
}: {
  readonly amount: ReactNode;
  readonly unit: ReactNode;
}): ReactNode => (
  <Group gap="sm" align="flex-end" wrap="nowrap" className="measured">
    {amount}
    {unit}
  </Group>
);

const COUNT = {
  required: true,
  withAsterisk: false,
  hideControls: true,
  allowDecimal: false,
  allowNegative: false,
  inputMode: 'numeric',
} as const;

const IN_MBPS = {
  rightSection: (
    <Text size="sm" c="dimmed">
      Mbps
    </Text>
  ),
  rightSectionWidth: 64,
  rightSectionPointerEvents: 'none',
} as const;

const hasLimits = ({ device_limit: devices, data_cap_mb: cap, description }: Package): boolean =>
  devices !== 1 || cap !== null || description !== '';

const newPackage = (name: string, routers: readonly Router[]): Values => ({
  name,
  router: String(routers[0]?.id ?? ''),
  price: 50,
  duration_hours: 24,
  unit: 'hours',
  download_speed_mbps: 5,
  upload_speed_mbps: 5,
  device_limit: 1,
  data_cap_mb: '',
  data_unit: 'gb',
  description: '',
});

function valuesOf(sold: Package): Values {
  const unit = UNITS.find((each) => sold.duration_hours % UNIT_HOURS[each] === 0) ?? 'hours';
  const cap = sold.data_cap_mb;
  const dataUnit = cap === null || cap % DATA_UNITS.gb === 0 ? 'gb' : 'mb';
  return {
    name: sold.name,
    router: String(sold.router),
    // Packages cost whole shillings.
    price: Number(sold.price.split('.')[0]),
    duration_hours: sold.duration_hours / UNIT_HOURS[unit],
    unit,
    download_speed_mbps: sold.download_speed_mbps,
    upload_speed_mbps: sold.upload_speed_mbps,
    device_limit: sold.device_limit,
    data_cap_mb: cap === null ? '' : cap / DATA_UNITS[dataUnit],
    data_unit: dataUnit,
    description: sold.description,
  };
}

function fieldsOf(values: Values) {
  const hours = Number(values.duration_hours) * UNIT_HOURS[values.unit];
  return {
    name: values.name.trim(),
    router: values.router,
    package_type: hours % UNIT_HOURS.months === 0 ? ('monthly' as const) : ('hourly' as const),
    duration_hours: hours,
    price: String(values.price),
    download_speed_mbps: Number(values.download_speed_mbps),
    upload_speed_mbps: Number(values.upload_speed_mbps),
    device_limit: values.device_limit === '' ? 1 : values.device_limit,
    data_cap_mb:
      values.data_cap_mb === '' ? null : values.data_cap_mb * DATA_UNITS[values.data_unit],
    description: values.description.trim(),
  };
}

const add = (values: Values): Promise<Package> =>
  answerOf(api.POST('/routers/packages/', { body: fieldsOf(values) }));

const change = ({ id }: Package, values: Values): Promise<Package> =>
  answerOf(
    api.PATCH('/routers/packages/{id}/', { params: { path: { id } }, body: fieldsOf(values) }),
  );
