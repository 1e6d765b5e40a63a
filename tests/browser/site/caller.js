// A page's way to a token, in the order in which the documented class goes it:
// take what the popup left, look at the token's age, open a popup, call with what there is.
"use strict";

const KEYS = [
  "granted_for_session", "access_token", "expires_in", "expires_in_sec", "location",
  "api_domain", "state", "__token_init", "__auth_process",
];
const FIFTY_NINE_MINUTES = 59 * 60 * 1000;

class Caller {
  constructor({ address, clientId, redirectUri, scope }) {
    Object.assign(this, { address, clientId, redirectUri, scope });
    this.opened = [];
    this.listening = false;
  }

  listen() {
    if (this.listening) return;
    window.addEventListener("storage", (event) => {
      if (event.key !== "access_token" || event.newValue === null) return;
      sessionStorage.removeItem("__auth_process");
      location.reload();
    });
    this.listening = true;
    sessionStorage.removeItem("__auth_process");
  }

  take() {
    for (const key of KEYS) {
      const value = localStorage.getItem(key);
      if (value !== null) sessionStorage.setItem(key, value);
      localStorage.removeItem(key);
    }
  }

  isOld() {
    const since = sessionStorage.getItem("__token_init");
    return since !== null && Date.now() >= Number(since) + FIFTY_NINE_MINUTES;
  }

  token() {
    this.listen();
    this.take();
    if (sessionStorage.getItem("access_token") !== null && this.isOld()) {
      sessionStorage.removeItem("access_token");
    }
    const token = sessionStorage.getItem("access_token");
    if (token === null && sessionStorage.getItem("__auth_process") === null) this.ask();
    return sessionStorage.getItem("access_token");
  }

  ask() {
    const again = sessionStorage.getItem("__token_init") !== null
      && sessionStorage.getItem("granted_for_session") === "true";
    sessionStorage.setItem("__token_init", String(Date.now()));
    sessionStorage.setItem("__auth_process", "true");
    const path = again ? "/oauth/v2/auth/refresh" : "/oauth/v2/auth";
    // Nothing is escaped: the documented clients do not either.
    const address = `${this.address}${path}?scope=${this.scope}&client_id=${this.clientId}`
      + `&response_type=token&state=zohocrmclient&redirect_uri=${this.redirectUri}`;
    this.opened.push(address);
    window.open(address);
    this.take();
  }

  call(method, path, body) {
    const token = this.token();
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.withCredentials = true;
      request.open(method, this.address + path, true);
      request.setRequestHeader("Authorization", `Zoho-oauthtoken ${token}`);
      request.onloadend = () => resolve({
        status: request.status,
        body: request.responseText,
        reset: request.getResponseHeader("X-ACCESSTOKEN-RESET"),
      });
      request.send(body === undefined ? null : JSON.stringify(body));
    });
  }
}
