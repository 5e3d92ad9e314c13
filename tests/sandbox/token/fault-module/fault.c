/*
 * A PKCS#11 module that misbehaves on command. It hands every call on to a real module (KYGUI_FAULT_REAL) and
 * obeys the lines of KYGUI_FAULT_DIR/orders, read anew at each call:
 *
 *   hang|crash|exit|garbage FUNCTION    do that instead of the function
 *   wait FUNCTION                       do not go on as long as the order stands
 *   delay FUNCTION MILLISECONDS         answer later
 *   return FUNCTION VALUE               return VALUE (hexadecimal) instead
 *   pulled                              the token is not in the reader
 *   swapped                             another serial number
 *   pulled-after-signatures N           the token goes away after N signatures of this process
 *   locks-after-three                   as government tokens do: no warning flags, locked at the third wrong PIN
 *   always-authenticate                 private keys want the PIN for each signature
 *   pin-pad                             the PIN is typed on the reader: it lies in KYGUI_FAULT_DIR/typed
 *
 * Every C_Login is written to KYGUI_FAULT_DIR/logins as `user-type length`, so that tests count what reached
 * the token. Only the part of the PKCS#11 v2.40 binary interface that is needed is declared here.
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long ck_ulong;
typedef unsigned char ck_byte;
typedef ck_ulong ck_rv;
typedef ck_rv (*any_function)();

enum { FUNCTIONS = 68 };
typedef struct {
  ck_byte version[2];
  any_function function[FUNCTIONS];
} function_list;

typedef struct {
  ck_byte label[32], manufacturer[32], model[16], serial[16];
  ck_ulong flags;
  ck_ulong counters[10];
  ck_byte versions[4];
  ck_byte utc_time[16];
} token_info;

typedef struct {
  ck_byte description[64], manufacturer[32];
  ck_ulong flags;
  ck_byte versions[4];
} slot_info;

typedef struct {
  ck_ulong type;
  void *value;
  ck_ulong length;
} attribute;

/* Places in CK_FUNCTION_LIST. */
enum {
  INITIALIZE = 0, FINALIZE = 1, GET_FUNCTION_LIST = 3, GET_SLOT_LIST = 4, GET_SLOT_INFO = 5,
  GET_TOKEN_INFO = 6, OPEN_SESSION = 12, CLOSE_SESSION = 13, GET_SESSION_INFO = 15, LOGIN = 18, LOGOUT = 19,
  GET_ATTRIBUTE_VALUE = 24, FIND_OBJECTS_INIT = 26, FIND_OBJECTS = 27, SIGN_INIT = 42, SIGN = 43
};

enum {
  RV_ARGUMENTS_BAD = 0x07, RV_DEVICE_REMOVED = 0x32, RV_OPERATION_NOT_INITIALIZED = 0x91,
  RV_PIN_INCORRECT = 0xA0, RV_PIN_LOCKED = 0xA4, RV_TOKEN_NOT_PRESENT = 0xE0, RV_USER_NOT_LOGGED_IN = 0x101,
  ATTRIBUTE_VALUE = 0x11, ATTRIBUTE_ALWAYS_AUTHENTICATE = 0x202, ATTRIBUTE_CLASS = 0x00,
  CLASS_PRIVATE_KEY = 3, USER = 1, CONTEXT_SPECIFIC = 2,
  FLAG_PIN_PAD = 0x100, FLAG_COUNT_LOW = 0x10000, FLAG_FINAL_TRY = 0x20000, FLAG_LOCKED = 0x40000
};

static function_list own, *real;
static int signatures, authenticated;
static char known_pin[64];
static ck_ulong known_pin_length;

static void path_of(char *path, size_t room, const char *name) {
  snprintf(path, room, "%s/%s", getenv("KYGUI_FAULT_DIR"), name);
}

/* Finds the order `first second` (second may be empty); its third word goes to `value`. */
static int ordered(const char *first, const char *second, char *value) {
  char path[512], line[256], a[64], b[64], c[64];
  path_of(path, sizeof path, "orders");
  FILE *file = fopen(path, "r");
  if (!file) return 0;
  int found = 0;
  while (!found && fgets(line, sizeof line, file)) {
    a[0] = b[0] = c[0] = 0;
    sscanf(line, "%63s %63s %63s", a, b, c);
    found = !strcmp(a, first) && (!second || !strcmp(b, second));
    if (found && value) strcpy(value, second ? c : b);
  }
  fclose(file);
  return found;
}

/* Hangs, crashes or ends as ordered; returns 1 when `rv` is to be returned at once. */
static int fault(const char *name, ck_rv *rv) {
  char value[64];
  if (ordered("hang", name, 0)) for (;;) pause();
  while (ordered("wait", name, 0)) usleep(20000);
  if (ordered("delay", name, value)) usleep(1000 * atoi(value));
  if (ordered("crash", name, 0)) raise(SIGSEGV);
  if (ordered("exit", name, 0)) _exit(0);
  if (ordered("return", name, value)) {
    *rv = strtoul(value, 0, 16);
    return 1;
  }
  return 0;
}

static int pulled(void) {
  char value[64];
  if (ordered("pulled", 0, 0)) return 1;
  return ordered("pulled-after-signatures", 0, value) && signatures >= atoi(value);
}

#define GUARD(name) do { ck_rv rv; if (fault(name, &rv)) return rv; } while (0)

static int wrong_pins(int change) {
  char path[512];
  int count = 0;
  path_of(path, sizeof path, "wrong");
  FILE *file = fopen(path, "r");
  if (file) {
    if (fscanf(file, "%d", &count) != 1) count = 0;
    fclose(file);
  }
  if (change) {
    count = change < 0 ? 0 : count + change;
    file = fopen(path, "w");
    fprintf(file, "%d", count);
    fclose(file);
  }
  return count;
}

static ck_rv initialize(void *arguments) {
  GUARD("C_Initialize");
  return real->function[INITIALIZE](arguments);
}

static ck_rv finalize(void *reserved) {
  GUARD("C_Finalize");
  return real->function[FINALIZE](reserved);
}

static ck_rv get_slot_list(ck_byte present, ck_ulong *slots, ck_ulong *count) {
  GUARD("C_GetSlotList");
  if (ordered("garbage", "C_GetSlotList", 0)) {
    *count = (ck_ulong)1 << 44;
    return 0;
  }
  if (pulled() && present) {
    *count = 0;
    return 0;
  }
  return real->function[GET_SLOT_LIST](present, slots, count);
}

static ck_rv get_slot_info(ck_ulong slot, slot_info *info) {
  GUARD("C_GetSlotInfo");
  ck_rv rv = real->function[GET_SLOT_INFO](slot, info);
  if (!rv && pulled()) info->flags &= ~(ck_ulong)1;
  return rv;
}

static ck_rv get_token_info(ck_ulong slot, token_info *info) {
  GUARD("C_GetTokenInfo");
  if (pulled()) return RV_TOKEN_NOT_PRESENT;
  ck_rv rv = real->function[GET_TOKEN_INFO](slot, info);
  if (rv) return rv;
  if (ordered("garbage", "C_GetTokenInfo", 0)) memset(info, 0xFF, sizeof *info);
  if (ordered("swapped", 0, 0)) memcpy(info->serial, "SWAPPED-00000001", 16);
  if (ordered("pin-pad", 0, 0)) info->flags |= FLAG_PIN_PAD;
  if (ordered("locks-after-three", 0, 0)) {
    info->flags &= ~(ck_ulong)(FLAG_COUNT_LOW | FLAG_FINAL_TRY);
    if (wrong_pins(0) >= 3) info->flags |= FLAG_LOCKED;
  }
  return rv;
}

static ck_rv open_session(ck_ulong slot, ck_ulong flags, void *application, void *notify, ck_ulong *session) {
  GUARD("C_OpenSession");
  if (pulled()) return RV_TOKEN_NOT_PRESENT;
  return real->function[OPEN_SESSION](slot, flags, application, notify, session);
}

static ck_rv get_session_info(ck_ulong session, void *info) {
  GUARD("C_GetSessionInfo");
  if (pulled()) return RV_DEVICE_REMOVED;
  return real->function[GET_SESSION_INFO](session, info);
}

static ck_rv login(ck_ulong session, ck_ulong user, ck_byte *pin, ck_ulong length) {
  char path[512], typed[64] = "";
  path_of(path, sizeof path, "logins");
  FILE *file = fopen(path, "a");
  fprintf(file, "%lu %s\n", user, pin ? "pin" : "null");
  fclose(file);
  GUARD("C_Login");
  if (pulled()) return RV_DEVICE_REMOVED;
  if (ordered("pin-pad", 0, 0)) {
    if (pin || length) return RV_ARGUMENTS_BAD;
    path_of(path, sizeof path, "typed");
    file = fopen(path, "r");
    if (file) {
      if (fscanf(file, "%63s", typed) != 1) typed[0] = 0;
      fclose(file);
    }
    pin = (ck_byte *)typed;
    length = strlen(typed);
  }
  int counts = ordered("locks-after-three", 0, 0);
  if (counts && wrong_pins(0) >= 3) return RV_PIN_LOCKED;
  ck_rv rv;
  if (user == CONTEXT_SPECIFIC) {
    rv = length == known_pin_length && !memcmp(pin, known_pin, length) ? 0 : RV_PIN_INCORRECT;
    authenticated = !rv;
  } else {
    rv = real->function[LOGIN](session, user, pin, length);
    if (!rv && length < sizeof known_pin) {
      memcpy(known_pin, pin, length);
      known_pin_length = length;
    }
  }
  if (counts && rv == RV_PIN_INCORRECT) wrong_pins(1);
  if (counts && !rv) wrong_pins(-1);
  return rv;
}

static ck_rv logout(ck_ulong session) {
  GUARD("C_Logout");
  return real->function[LOGOUT](session);
}

static ck_rv close_session(ck_ulong session) {
  GUARD("C_CloseSession");
  return real->function[CLOSE_SESSION](session);
}

static int is_private_key(ck_ulong session, ck_ulong object) {
  ck_ulong class = 0;
  attribute asked = {ATTRIBUTE_CLASS, &class, sizeof class};
  return !real->function[GET_ATTRIBUTE_VALUE](session, object, &asked, (ck_ulong)1) && class == CLASS_PRIVATE_KEY;
}

static ck_rv get_attribute_value(ck_ulong session, ck_ulong object, attribute *list, ck_ulong count) {
  GUARD("C_GetAttributeValue");
  if (pulled()) return RV_DEVICE_REMOVED;
  ck_rv rv = real->function[GET_ATTRIBUTE_VALUE](session, object, list, count);
  if (rv || !count || !list->value) return rv;
  if (list->type == ATTRIBUTE_VALUE && ordered("garbage", "C_GetAttributeValue", 0)) {
    memset(list->value, 0x5A, list->length);
  }
  if (list->type == ATTRIBUTE_ALWAYS_AUTHENTICATE && is_private_key(session, object)) {
    *(ck_byte *)list->value = ordered("always-authenticate", 0, 0) ? 1 : 0;
  }
  return rv;
}

static ck_rv find_objects_init(ck_ulong session, attribute *list, ck_ulong count) {
  GUARD("C_FindObjectsInit");
  if (pulled()) return RV_DEVICE_REMOVED;
  return real->function[FIND_OBJECTS_INIT](session, list, count);
}

static ck_rv sign_init(ck_ulong session, void *mechanism, ck_ulong key) {
  GUARD("C_SignInit");
  if (pulled()) return RV_DEVICE_REMOVED;
  authenticated = 0;
  return real->function[SIGN_INIT](session, mechanism, key);
}

static ck_rv sign(ck_ulong session, ck_byte *data, ck_ulong length, ck_byte *out, ck_ulong *out_length) {
  GUARD("C_Sign");
  if (pulled()) return RV_DEVICE_REMOVED;
  if (ordered("always-authenticate", 0, 0) && !authenticated) return RV_USER_NOT_LOGGED_IN;
  ck_rv rv = real->function[SIGN](session, data, length, out, out_length);
  if (!rv) signatures += 1;
  if (!rv && ordered("garbage", "C_Sign", 0)) memset(out, 0x5A, *out_length);
  return rv;
}

static ck_rv hand_out(function_list **list);

__attribute__((visibility("default"))) ck_rv C_GetFunctionList(function_list **list) {
  return hand_out(list);
}

static ck_rv hand_out(function_list **list) {
  if (!real) {
    void *library = dlopen(getenv("KYGUI_FAULT_REAL"), RTLD_NOW | RTLD_LOCAL);
    ck_rv (*get)(function_list **) = library ? (ck_rv(*)(function_list **))dlsym(library, "C_GetFunctionList") : 0;
    if (!get || get(&real)) return 0x05;
    own = *real;
    own.function[INITIALIZE] = (any_function)initialize;
    own.function[FINALIZE] = (any_function)finalize;
    own.function[GET_FUNCTION_LIST] = (any_function)hand_out;
    own.function[GET_SLOT_LIST] = (any_function)get_slot_list;
    own.function[GET_SLOT_INFO] = (any_function)get_slot_info;
    own.function[GET_TOKEN_INFO] = (any_function)get_token_info;
    own.function[OPEN_SESSION] = (any_function)open_session;
    own.function[CLOSE_SESSION] = (any_function)close_session;
    own.function[GET_SESSION_INFO] = (any_function)get_session_info;
    own.function[LOGIN] = (any_function)login;
    own.function[LOGOUT] = (any_function)logout;
    own.function[GET_ATTRIBUTE_VALUE] = (any_function)get_attribute_value;
    own.function[FIND_OBJECTS_INIT] = (any_function)find_objects_init;
    own.function[SIGN_INIT] = (any_function)sign_init;
    own.function[SIGN] = (any_function)sign;
  }
  *list = &own;
  return 0;
}
