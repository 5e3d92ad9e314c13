import type { ErrorEntry } from './entry.ts';

/** Failures of the local or shared database and of the folders beside it. */
export const storeErrors = {
  STORE_DISK_FULL: {
    severity: 'fatal',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Ổ đĩa đã đầy nên chưa ghi được bước vừa làm. Những bước trước đó vẫn còn nguyên, chưa có gì bị mất.',
      next: 'Giải phóng ổ đĩa. Văn bản đang gửi được tự động gửi tiếp, không cần gửi lại; việc khác thì làm lại.',
    },
    en: {
      says: 'The disk is full, so the last step could not be written. Every earlier step is kept.',
      next: 'Free some disk space. Letters on their way go on by themselves, do not send them again; repeat anything else.',
    },
  },
  STORE_LOCKED: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Cơ sở dữ liệu của phần mềm đang bị một chương trình khác giữ. Chưa có gì bị mất.',
      next: 'Đóng chương trình sao lưu hoặc quét vi-rút đang mở tệp này, rồi thử lại.',
    },
    en: {
      says: 'Another program is holding the database. Nothing was lost.',
      next: 'Close the backup or antivirus program that has the file open, then try again.',
    },
  },
  STORE_CORRUPT: {
    severity: 'fatal',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Tệp cơ sở dữ liệu của phần mềm bị hỏng. Phần mềm dừng lại để không gửi nhầm.',
      next: 'Đừng xóa gì. Báo bộ phận CNTT khôi phục bản sao lưu gần nhất, phần mềm sẽ hỏi lại trục trước khi gửi.',
    },
    en: {
      says: 'The database file is damaged. The program stopped so that nothing is sent by mistake.',
      next: 'Delete nothing. Ask IT to restore the newest backup; the program asks the axis before it sends.',
    },
  },
  STORE_UNREACHABLE: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Không mở được cơ sở dữ liệu của phần mềm ({reason}). Dữ liệu đã lưu không bị ảnh hưởng.',
      next: 'Kiểm tra máy chủ dữ liệu hoặc quyền truy cập thư mục, rồi thử lại.',
    },
    en: {
      says: 'The database could not be opened ({reason}). What was saved is not affected.',
      next: 'Check the database server or the rights on the folder, then try again.',
    },
  },
  STORE_OUTCOME_UNKNOWN: {
    severity: 'warning',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Chưa rõ bước vừa làm đã được ghi hay chưa: mất kết nối tới cơ sở dữ liệu đúng lúc ghi ({reason}). Những bước trước đó vẫn còn nguyên.',
      next: 'Đừng làm lại ngay. Khi có kết nối, mở lại văn bản hoặc danh sách để xem bước đó đã có chưa; chỉ làm lại khi chưa có.',
    },
    en: {
      says: 'Whether the last step was written is not known: the line to the database broke in that moment ({reason}). Every earlier step is kept.',
      next: 'Do not repeat it at once. When the connection is back, open the letter or the list again and see whether the step is there; repeat it only when it is not.',
    },
  },
  STORE_NOT_DURABLE: {
    severity: 'fatal',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Cơ sở dữ liệu không ghi chắc xuống đĩa ({setting} = {value}). Phần mềm không chạy để tránh mất văn bản khi mất điện.',
      next: 'Báo bộ phận CNTT sửa thiết lập này của cơ sở dữ liệu.',
    },
    en: {
      says: 'The database does not write safely to the disk ({setting} = {value}). The program does not run, so that no letter is lost at a power cut.',
      next: 'Ask IT to correct this database setting.',
    },
  },
  STORE_TOO_NEW: {
    severity: 'fatal',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Dữ liệu này do phiên bản mới hơn của phần mềm tạo ra (mức {found}, bản này hiểu đến {known}).',
      next: 'Cài lại phiên bản mới của phần mềm. Dữ liệu vẫn còn nguyên.',
    },
    en: {
      says: 'This data was written by a newer version (level {found}, this version knows {known}).',
      next: 'Install the newer version again. The data is unchanged.',
    },
  },
  STORE_FOLDER_FOREIGN: {
    severity: 'fatal',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Thư mục dùng chung không phải thư mục của cơ sở dữ liệu này, hoặc ổ mạng chưa được nối. Chưa ghi gì vào đó.',
      next: 'Nhờ bộ phận CNTT nối lại ổ mạng, hoặc sửa "store.folder" trong settings.json về đúng thư mục dùng chung của cơ quan.',
    },
    en: {
      says: 'The shared folder is not the one of this database, or the network drive is not connected. Nothing was written to it.',
      next: 'Have IT connect the network drive, or correct "store.folder" in settings.json.',
    },
  },
  STORE_SERVER_TOO_OLD: {
    severity: 'fatal',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Máy chủ dữ liệu PostgreSQL {found} quá cũ (cần bản {least} trở lên). Phần mềm không ghi gì vào đó.',
      next: 'Nhờ bộ phận CNTT nâng cấp máy chủ PostgreSQL, rồi mở lại phần mềm.',
    },
    en: {
      says: 'The database server PostgreSQL {found} is too old ({least} or newer is needed). Nothing was written to it.',
      next: 'Have IT upgrade the PostgreSQL server, then start the program again.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
