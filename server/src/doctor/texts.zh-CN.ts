import type { FindingCode } from './findings.ts';

export const zhCN: Record<FindingCode, string> = {
  settings_read: '配置已读取，彼此没有矛盾。',
  settings_wrong: '配置有误：{reason}',
  database_reached: '已连上数据库，版本符合要求，会话独占。',
  database_not_started: '{folder} 中的内置数据库没有运行，未作检查。请启动服务后再检查。',
  database_unusable: '数据库无法使用：{reason} 请更正 KAITONG_DATABASE_URL，或检查数据库。',
  database_forgetful: '数据库关闭了 {setting}，断电时已确认的数据可能丢失。请打开它。',
  transaction_kept: '一个事务已提交并保留，另一个事务已回滚且没有留下痕迹。',
  transaction_wrong: '在临时表上执行事务失败：{reason} 请授予数据库用户 CREATE 和 TEMPORARY 权限，或查看数据库日志。',
  news_heard: '发布的一条消息在 {ms} 毫秒后被另一个会话收到。',
  news_lost: '用 NOTIFY 发布的消息没有收到：{reason} 请不要让连接池共用会话，并查看数据库日志。',
  database_clock_agrees: '本机与数据库的时钟一致，相差不超过 {seconds} 秒。',
  database_clock_off:
    '本机时钟与数据库相差 {seconds} 秒。平台以数据库的时间为准，但证书和日志用的是本机时间。请让两台机器都用 NTP 校时。',
  folder_not_yet: '目录 {folder} 还不存在。服务首次启动时会创建它，届时请再检查。',
  folder_keeps: '在 {folder} 中写入了一个文件，第二次写入被拒绝，读回一致后已删除。',
  folder_refuses:
    '{folder} 无法写入或读回文件：{reason} 请以运行服务的用户执行检查；把目录交给该用户，或改用别的目录（KAITONG_DATA、KAITONG_KEYS、KAITONG_KEYS_COPY）。',
  space_enough: '{folder} 剩余 {free} GB；低于 {least} GB 时停止接收上传。',
  space_little: '{folder} 只剩 {free} GB，低于 {least} GB 时停止接收上传。请腾出空间或更换更大的磁盘。',
  space_full: '{folder} 只剩 {free} GB，已低于停止上传的 {least} GB。请立即腾出空间；在此期间摄像头会自己保留录像。',
  store_clock_agrees: '本机与对象存储的时钟一致，相差不超过 {seconds} 秒。',
  store_clock_off: '本机时钟与对象存储相差 {seconds} 秒，而访问地址只有 30 秒有效。请让两边都用 NTP 校时。',
  bucket_reached: '存储桶 {bucket} 存在，可以访问。',
  bucket_missing: '对象存储中没有存储桶 {bucket}。请创建它（不要开启版本控制），或更正 KAITONG_S3_BUCKET。',
  bucket_closed:
    '对象存储拒绝访问存储桶 {bucket}。请更正 KAITONG_S3_ACCESS_KEY 及其私有密钥，或授予该账号列出、读取、写入和删除的权限；时钟不准也会这样被拒绝。',
  bucket_elsewhere:
    '访问存储桶 {bucket} 时对象存储返回 {status}。请更正 KAITONG_S3_ENDPOINT 和 KAITONG_S3_REGION，或把 KAITONG_S3_PATH_STYLE 改为另一个值。',
  store_away: '对象存储没有应答：{reason} 请启动它，或更正 KAITONG_S3_ENDPOINT。',
  store_failed: '检查对象存储（{step}）时出错：{reason} 请查看它的日志。',
  days_end_by_rule: '录像到期由存储桶的生命周期规则删除，每种保存期限的每一天一条；桶中他人的规则保持不变。',
  days_end_by_request:
    '存储不接受生命周期规则，到期录像由平台发请求删除，每次最多一千个。如果该存储支持这类规则，请授予账号读取和设置的权限。',
  versions_off: '存储桶没有开启版本控制：删除的对象真正消失。',
  versions_kept: '存储桶开启了版本控制，删除的录像会继续保留。请换一个从未开启过版本控制的桶。',
  keys_bucket_keeps: '在存放第二份密钥的存储桶 {bucket} 中写入了一条记录，第二个写入者被拒绝，读回一致，并已销毁。',
  keys_bucket_versions:
    '存放第二份密钥的存储桶 {bucket} 开启了版本控制，销毁的密钥会继续留在桶里，服务器因此不会启动。请在 KAITONG_KEYS_COPY 中换一个从未开启过版本控制的桶。',
  keys_bucket_refuses:
    '存储桶 {bucket} 不能存放第二份密钥：{reason} 请更正 KAITONG_KEYS_COPY，或授予 KAITONG_S3_ACCESS_KEY 的账号在该桶中列出、读取、写入和删除的权限。',
  object_kept: '用摄像头的上传地址写入了一个对象，读回一致。',
  object_not_kept:
    '摄像头的上传地址没有接收对象，或读回的内容不同（PUT 返回 {status}）。请确认 {url} 能到达存储（KAITONG_S3_PUBLIC_URL），且没有代理改动 Host、请求头或内容。',
  object_without_md5: '存储的 ETag 不是内容的 MD5，提交时只能比较长度。请为该桶关闭由存储密钥服务进行的加密。',
  replacing_refused: '向同一个键写入不同内容被拒绝（{status}），原内容未变。',
  object_replaced:
    '已有对象被不同的内容替换（PUT 返回 {status}）：存储忽略了 If-None-Match。请换用支持它的存储或版本，否则录像可能被掉包。',
  race_has_one_winner: '8 个写入者同时写同一个键，{rounds} 轮中每轮只有一个成功，其余得到 {statuses}。',
  race_has_many_winners:
    '8 个写入者同时写同一个键，有 {winners} 个都得到成功。该存储不能原子地判断 If-None-Match，请换用别的存储。',
  md5_compared: 'MD5 不符的内容被拒绝（{status}），没有留下对象。',
  md5_ignored: 'MD5 不符的内容被接收（{status}）：存储忽略了 Content-MD5，损坏的上传会被保存。请换用别的存储。',
  length_compared: '长度不符和没有长度的内容被拒绝（{statuses}），没有留下对象。',
  length_ignored:
    '长度与签名不符的内容被接收（{statuses}），摄像头可能把存储写满。请换用别的存储，或确认没有代理去掉 Content-Length。',
  range_read: '成功读取了对象的一部分。',
  range_ignored: '请求读取对象的一部分，存储返回 {status}。播放器需要按范围读取：请确认没有代理去掉 Range。',
  strangers_refused: '没有签名的请求被拒绝（{status}）。',
  strangers_read: '没有签名的请求也能读到对象（{status}）。请立即取消该桶的公开读取权限，否则录像对所有人可见。',
  pages_may_read: '其他主机的网页可以读取，重定向之后也可以（CORS）。',
  pages_not_yet: '存储桶还没有 CORS 规则。服务启动时会添加一条，届时请再检查。',
  pages_may_not_read:
    '存储桶的 CORS 规则不允许网页读取（{origin}）。请允许任何来源、任何请求头的 GET 和 HEAD，或删除这些规则：服务下次启动时会添加自己的规则。',
  objects_removed: '写入的对象已用一次请求成批删除。',
  objects_stay: '存储桶中 doctor/ 之下写入的对象无法删除：{reason} 请授予该账号删除权限，否则删除的录像会留下。',
  certificate_good: '{where} 的证书还有 {days} 天有效。',
  certificate_none: '按配置没有加密的线路，不需要检查证书。',
  certificate_untrusted:
    '本机不信任 {where} 的证书（{reason}）。请提供完整的证书链，或让需要信任它的一方安装签发机构的证书。',
  certificate_ends_soon: '{where} 的证书再过 {days} 天到期。请续期；服务会自动采用新文件。',
  certificate_ended: '{where} 的证书已过期 {days} 天。请立即续期：摄像头和手机会拒绝连接。',
  certificate_unusable: '证书无法使用：{reason}',
  address_away: '{where} 没有应答（{reason}），未能检查证书。请启动服务或代理后再检查。',
  broker_asks: '{where} 的 MQTT 服务有应答，没有令牌不能连接。',
  broker_away: '{where} 没有 MQTT 服务应答（{reason}）。请启动服务，或更正 KAITONG_MQTT_URL，然后再检查。',
  broker_lets_in:
    '{where} 的 MQTT 服务允许没有令牌的陌生人连接，它不是本平台的服务。请更正 KAITONG_MQTT_URL，或取消访客的访问权限。',
  plane_answers: '{plane} 在 {where} 应答正常：它认得 {from} 的密钥，也证明了自己的密钥。',
  plane_answers_by_token: '{plane} 在 {where} 应答正常，{from} 使用双方共用的密钥。',
  plane_away: '{plane} 在 {where} 没有应答（{reason}）。{from} 要发给它的内容会先留着。请启动它，或更正地址。',
  plane_refuses:
    '{where} 的 {plane} 不接受 {from} 的身份证明。请把本部署的公钥（由 plane-key 输出）配置给对方，或两边使用相同的 KAITONG_PLANE_TOKEN；同时确认两边的时钟都准确。',
  plane_has_no_key:
    '{where} 的 {plane} 应答了 {from}，但没有证明自己的密钥。请在那边设置 KAITONG_PLANE_KEY 和 {from} 的公钥。',
  plane_has_another_key:
    '在 {where} 应答的一方，密钥与这里为 {plane} 配置的不同。请更正 KAITONG_REGION_KEYS 或 KAITONG_CONTROL_KEY，或更正地址。',
  plane_clock_off: '本机时钟与 {plane} 相差 {seconds} 秒；相差超过 {most} 秒时调用会被拒绝。请让两边都通过 NTP 校时。',
};
