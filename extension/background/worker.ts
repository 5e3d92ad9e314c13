import browser from 'webextension-polyfill';
import { loadTexts } from '../texts/messages.ts';
import { approve } from './actions/approve.ts';
import { askBridge } from './actions/ask-bridge.ts';
import { attachment } from './actions/attachment.ts';
import {
  addDropped,
  approveBatch,
  cancelBatch,
  followBatch,
  pauseBatch,
  renewInBatch,
} from './actions/batch.ts';
import { cancel } from './actions/cancel.ts';
import { findBridge } from './actions/find-bridge.ts';
import { follow } from './actions/follow.ts';
import { handIn } from './actions/hand-in.ts';
import {
  approveMessages,
  cancelMessages,
  followMessages,
  prepareMessages,
  shareCertificate,
} from './actions/messages.ts';
import { openOwnWindow } from './actions/open-window.ts';
import { pageAbout } from './actions/page-about.ts';
import { pageOnDemand } from './actions/page-on-demand.ts';
import { pageProfile } from './actions/page-profile.ts';
import { pageTaken } from './actions/page-taken.ts';
import { pageWatch } from './actions/page-watch.ts';
import { linkReport, pair, unpair } from './actions/pair.ts';
import { picked } from './actions/picked.ts';
import { prepare } from './actions/prepare.ts';
import { readDocument } from './actions/read-document.ts';
import { removeProfile } from './actions/remove-profile.ts';
import { renew } from './actions/renew.ts';
import { retry } from './actions/retry.ts';
import { saveProfile } from './actions/save-profile.ts';
import { sign } from './actions/sign.ts';
import { signFile } from './actions/sign-file.ts';
import { signList } from './actions/sign-list.ts';
import { signSample } from './actions/sign-sample.ts';
import { signTab } from './actions/sign-tab.ts';
import { sites, switchSite } from './actions/sites.ts';
import { stampReceived } from './actions/stamp-received.ts';
import { stop } from './actions/stop.ts';
import { advance } from './advance.ts';
import { followBridge } from './bridge-events.ts';
import { tidyClosedWindows } from './closed-windows.ts';
import { connectBridge } from './connect.ts';
import { answerMessages } from './dispatch.ts';
import { forgetOld, giveUpAlone, letOrphansGo } from './forget-old.ts';
import { serveFiles } from './give-back.ts';
import { guardStorage } from './guard-storage.ts';
import { forgetLastSession } from './held-files.ts';
import { allJobs, isFinished } from './jobs.ts';
import { missPour, receiveFiles } from './receive-file.ts';
import { serveHandIns } from './serve-hand-ins.ts';
import { registerSites, renewSites } from './sites.ts';
import { tellTaken } from './tell-taken.ts';
import { openOnToolbarClick } from './toolbar-button.ts';
import { offerToolbarMenu } from './toolbar-menu.ts';
import { openNotices } from './unread.ts';
import { forgetOldCalls } from './vgca/calls.ts';
import { registerVgca } from './vgca/register.ts';
import { serveVgca } from './vgca/serve.ts';
import { openWelcome } from './welcome.ts';

/**
 * The worker's entry. Everything is registered in the first turn of the event loop, as browsers demand of a worker
 * that is woken by an event; no job lives in a variable, so being stopped at any moment loses nothing.
 */
void guardStorage();
const link = connectBridge();

answerMessages(
  [
    sign,
    signList,
    pageProfile,
    pageOnDemand,
    pageWatch,
    pageAbout,
    pageTaken,
    follow,
    retry,
    renew,
    prepare,
    approve,
    cancel,
    stop,
    attachment,
    addDropped,
    followBatch,
    approveBatch,
    pauseBatch,
    renewInBatch,
    cancelBatch,
    askBridge,
    readDocument,
    pair,
    linkReport,
    unpair,
    openOwnWindow,
    sites,
    switchSite,
    saveProfile,
    removeProfile,
    picked,
    followMessages,
    prepareMessages,
    approveMessages,
    shareCertificate,
    cancelMessages,
    signTab,
    signFile,
    signSample,
    findBridge,
    handIn,
    stampReceived,
  ],
  { link },
);
serveFiles();
receiveFiles(link);
serveHandIns();
openOnToolbarClick(link);
offerToolbarMenu(link);
followBridge(link);
tellTaken(link);
tidyClosedWindows(link);
openNotices();
serveVgca(link);

browser.runtime.onInstalled.addListener(({ reason }) => {
  void renewSites(reason === 'update');
  void registerVgca();
  if (reason === 'install') void openWelcome();
});
browser.runtime.onStartup.addListener(() => {
  void registerSites();
  void registerVgca();
});
const FORGET_OLD = 'forget-old';
browser.alarms.onAlarm.addListener(({ name }) => {
  if (name === FORGET_OLD) void tidy(Date.now());
  else void link.report();
});
// A worker without a connection is stopped by the browser: the alarm looks for a bridge that was started later.
void browser.alarms.create('look-for-bridge', { periodInMinutes: 1 });
// One with a connection runs for days, and what the session's storage takes is bounded.
void browser.alarms.create(FORGET_OLD, { periodInMinutes: 60 });
// What the browser was allowed only now: the scripts that it refused before are registered, open pages are reached.
browser.permissions.onAdded.addListener(() => {
  void renewSites();
  void registerVgca();
});
browser.storage.onChanged.addListener((changes, area) => {
  if (area === 'managed') void renewSites();
  if (area === 'managed' || (area === 'local' && 'vgcaSites' in changes)) void registerVgca();
});

const startedAt = Date.now();

async function tidy(now: number): Promise<void> {
  await giveUpAlone(now, link);
  await forgetOld(now);
  await forgetOldCalls(now);
  await letOrphansGo();
}

async function resume(): Promise<void> {
  await forgetOld(Date.now());
  // A job that is younger than this worker may be being poured in just now.
  for (const job of await allJobs()) if (Date.parse(job.createdAt) < startedAt) await missPour(job);
  for (const job of await allJobs())
    if (!isFinished(job.step) && job.error === null) void advance(job.key, link);
}
void forgetLastSession(new Date());
void resume();
void loadTexts();
