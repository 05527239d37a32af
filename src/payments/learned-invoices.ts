import { Injectable } from '@nestjs/common';
import { type Observable, Subject } from 'rxjs';

/** An attempt whose invoice has just become known. */
export interface LearnedInvoice {
  readonly paymentId: string;
  readonly attemptNumber: number;
  readonly invoiceId: string;
}

/**
 * Tells whoever listens that an attempt's invoice is known now. Payments know no webhooks, but a
 * webhook that came too early to be matched waits for just this.
 */
@Injectable()
export class LearnedInvoices {
  private readonly subject = new Subject<LearnedInvoice>();
  readonly learned: Observable<LearnedInvoice> = this.subject.asObservable();

  announce(invoice: LearnedInvoice): void {
    this.subject.next(invoice);
  }
}
