import { Column, Entity } from 'typeorm';
import { IdentityId, Timestamp } from '../database/columns.js';

/** A worker that is running, or was running a moment ago. */
@Entity('job_workers')
export class JobWorkerEntity {
  @IdentityId('job_workers')
  id!: number;

  /** The id under which it locks its jobs. */
  @Column({ type: 'text' })
  holder!: string;

  @Timestamp('started_at')
  startedAt!: Date;

  /** When its event loop last ran. */
  @Timestamp('seen_at')
  seenAt!: Date;
}
