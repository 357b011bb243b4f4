import type { Company } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { useRequired } from '../../desk/form/use-required.ts';
import { Page } from '../../desk/frame/Page.tsx';
import { Facts } from '../../desk/parts/Facts.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';

/** 公司资料: what settlements and invoices go by. */
export function CompanyPage() {
  const t = useText();
  const may = useMay();
  const company = useQuery(queries.company());
  const [editing, setEditing] = useState(false);
  const mayChange = may('putCompany');
  return (
    <Page
      title={t('company.title')}
      lead={t('company.lead')}
      actions={
        mayChange &&
        company.data && (
          <Button type="primary" onClick={() => setEditing(true)}>
            {t('company.edit')}
          </Button>
        )
      }
    >
      {!mayChange && <Alert type="info" showIcon title={t('company.onlyAdministrator')} style={{ marginBottom: 16 }} />}
      <Loaded query={company}>{(data) => <CompanyFacts company={data} />}</Loaded>
      {editing && company.data && <EditCompany company={company.data} onClose={() => setEditing(false)} />}
    </Page>
  );
}

function CompanyFacts({ company: { name, contact, invoice } }: { company: Company }) {
  const t = useText();
  const shown = (text: string) => (text === '' ? t('company.empty') : text);
  return (
    <>
      <Panel title={t('company.contact')}>
        <Facts
          facts={[
            [t('company.name'), name],
            [t('company.contactName'), shown(contact.name)],
            [t('company.contactPhone'), shown(contact.phone)],
            [t('company.contactEmail'), shown(contact.email)],
          ]}
        />
      </Panel>
      <Panel title={t('company.invoice')}>
        <Facts
          facts={[
            [t('company.invoiceTitle'), shown(invoice.title)],
            [t('company.taxId'), shown(invoice.taxId)],
            [t('company.invoiceAddress'), shown(invoice.address)],
            [t('company.bank'), shown(invoice.bank)],
          ]}
        />
      </Panel>
    </>
  );
}

const FIELDS = [
  [['contact', 'name'], 'contactName'],
  [['contact', 'phone'], 'contactPhone'],
  [['contact', 'email'], 'contactEmail'],
  [['invoice', 'title'], 'invoiceTitle'],
  [['invoice', 'taxId'], 'taxId'],
  [['invoice', 'address'], 'invoiceAddress'],
  [['invoice', 'bank'], 'bank'],
] as const;

function EditCompany({ company, onClose }: { company: Company; onClose: () => void }) {
  const t = useText();
  const required = useRequired();
  return (
    <FormModal<Company, Company>
      title={t('company.title')}
      okText={t('company.save')}
      initial={company}
      send={(body) => api.putCompany({ body })}
      done={t('company.saved')}
      refresh={['company', 'session']}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('company.name')} rules={[required(t('company.name'))]}>
        <Input maxLength={80} autoComplete="organization" />
      </Form.Item>
      {FIELDS.map(([path, text]) => (
        <Form.Item key={text} name={[...path]} label={t(`company.${text}`)}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
      ))}
    </FormModal>
  );
}
