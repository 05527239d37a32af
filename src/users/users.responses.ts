import { toIso } from '../common/time/instant.js';
import { type CreatedUser } from './create-user.service.js';
import { type Profile } from './users.repository.js';

/** `POST /users/register/`: the only time that the private key is shown. */
export const registeredResponse = ({ userId, apiKey }: CreatedUser) => ({
  message: 'User registered successfully',
  user_id: userId,
  api_key: {
    public_key: apiKey.publicKey,
    private_key: apiKey.privateKey.reveal(),
    message: 'Keep the private key safe. It is shown only this once.',
  },
  note: 'Put the public key into your captive portal; it goes into the X-Public-Key header.',
});

/** `POST /users/change-password/` */
export const passwordChangedResponse = () => ({
  message: 'Password changed successfully. All your other logins have ended.',
});

/** `GET, PUT /users/profile/` */
export const profileResponse = (profile: Profile) => ({
  bio: profile.bio,
  website: profile.website,
  created_at: toIso(profile.createdAt),
  updated_at: toIso(profile.updatedAt),
});
