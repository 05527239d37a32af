# Builds with everything, ships with what production needs: no compiler, no tests, no embedded
# PostgreSQL. Runs as a user without rights, with a read-only file system. Holds no secret: settings
# come from the environment (see .env.example).

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages/dashboard/package.json ./packages/dashboard/
COPY packages/embedded-postgres-server/package.json ./packages/embedded-postgres-server/
COPY packages/intasend-simulator/package.json ./packages/intasend-simulator/
COPY packages/kopokopo-simulator/package.json ./packages/kopokopo-simulator/
COPY packages/router-simulator/package.json ./packages/router-simulator/
COPY packages/simulator-core/package.json ./packages/simulator-core/
COPY packages/portal/package.json ./packages/portal/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY packages ./packages
COPY docs/openapi.json ./docs/
COPY migrations ./migrations
COPY src ./src
RUN npm run build

FROM node:24-slim AS dependencies
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
# The packages of this repository are not installed: all but the portal are for development, and the
# portal is reached by its path. Libraries that could use the compiler bring it along; none needs it to run.
RUN npm ci --omit=dev --workspaces=false --ignore-scripts --no-audit --no-fund \
  && rm -r node_modules/typescript

# The RADIUS server: Debian's FreeRADIUS with our configuration. Built with --target radius.
FROM node:24-slim AS radius
ENV NODE_ENV=production
WORKDIR /app
RUN apt-get update \
  && apt-get install -y --no-install-recommends freeradius freeradius-postgresql \
  && rm -rf /var/lib/apt/lists/*
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY ops/freeradius ./ops/freeradius
USER node
EXPOSE 1812/udp 1813/udp
CMD ["node", "dist/src/access/radius/cli.js", "start"]

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/packages/portal/dist ./packages/portal/dist
COPY packages/portal/package.json ./packages/portal/
COPY --from=build /app/packages/dashboard/dist ./packages/dashboard/dist
COPY package.json LICENSE ./
# The commands for operators (`npm run …`) begin with it.
COPY ops/build-if-possible.js ./ops/
USER node
EXPOSE 3000
# Checks that the process is alive. /health/ready says whether to send it requests.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Started directly and not through npm, so that signals reach the server.
CMD ["node", "--max-old-space-size=640", "--max-semi-space-size=16", "dist/src/main.js"]
