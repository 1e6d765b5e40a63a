"use strict";

/*
 * Start the vendor's client library against a server, as its users do.
 *
 * Owns the environment of three addresses and where the library keeps its files.
 * Never changes, wraps or patches the library itself.
 */

const path = require("node:path");
const { setImmediate: nextTurn } = require("node:timers/promises");

const LIBRARY = "@zohocrm/nodejs-sdk-2.0";

/** The main class of a file of the library, by its path there. */
function inLibrary(file) {
  return require(`${LIBRARY}/${file}`).MasterModel;
}

/** All classes of a file of the library's part that knows the API. */
function exportsOf(file) {
  return require(`${LIBRARY}/core/com/zoho/crm/api/${file}`);
}

/** The main class of a file of the library's part that knows the API. */
function inApi(file) {
  return exportsOf(file).MasterModel;
}

const Environment = inLibrary("routes/dc/environment");
const FileStore = inLibrary("models/authenticator/store/file_store");
const { InitializeBuilder } = require(`${LIBRARY}/routes/initialize_builder`);
const Initializer = inLibrary("routes/initializer");
const LogBuilder = inLibrary("routes/logger/log_builder");
const { Levels } = require(`${LIBRARY}/routes/logger/logger`);
const OAuthBuilder = inLibrary("models/authenticator/oauth_builder");
const SDKConfigBuilder = inLibrary("routes/sdk_config_builder");
const UserSignature = inLibrary("routes/user_signature");

const USER = "somebody@example.com";
const READ_MILLISECONDS = 30_000;

/** A token object of the library, with whichever of the tokens the order knows. */
function tokenOf(order) {
  const builder = new OAuthBuilder().clientId(order.client_id).clientSecret(order.client_secret);
  if (order.grant_token) builder.grantToken(order.grant_token);
  if (order.refresh_token) builder.refreshToken(order.refresh_token);
  if (order.access_token) builder.accessToken(order.access_token);
  return builder.build();
}

/**
 * Initialise the library; give back its token object, which it keeps up to date.
 *
 * The order names the server's address, a folder for the library's files, and tokens.
 */
async function start(order, { autoRefresh = false } = {}) {
  const { address, folder } = order;
  const log = path.join(folder, "sdk.log");
  const token = tokenOf(order);
  const builder = await new InitializeBuilder();
  builder
    .user(new UserSignature(USER))
    .environment(new Environment(address, `${address}/oauth/v2/token`, address, "vinculum"))
    .token(token)
    .store(new FileStore(path.join(folder, "tokens.txt")))
    .SDKConfig(
      new SDKConfigBuilder().autoRefreshFields(autoRefresh).timeout(READ_MILLISECONDS).build(),
    )
    .resourcePath(folder)
    .logger(new LogBuilder().level(Levels.INFO).filePath(log).build())
    .initialize();
  // The library initialises on behind the caller's back, and has no way to await it.
  while ((await Initializer.getInitializer())?.getToken() !== token) await nextTurn();
  return token;
}

module.exports = { exportsOf, inApi, inLibrary, start };
