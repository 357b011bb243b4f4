/** Stands in each package, for whoever opens it and has never heard of us. */
export const README = `Submission package of a camera product
======================================

manifest.jws               what lies here, each file with its SHA-256, signed by the platform (JWS, Ed25519)
certificate.jws            the certificate: which firmware a sample of the product passed with, by which rules
findings.json              what was found when it passed (warnings only), with causes in words
extended-test.*            the newest extended test that was run whole with this firmware, where there is one
soak.*                     the newest day for which a camera with this firmware was watched in use, with its hours and date,
                           where there is one
firmware-release.json      the maker's own signature over the firmware image, where a release is at the platform
waivers.json               flaws that the platform's operator waived for some time, where there are any: they are
                           still there, and no verdict changes by it
sbom.cdx.json, .spdx.json  what the firmware is made of, as its maker gave it; nobody here checked what it lists

Check it, without trusting whoever handed it to you:

  kaitong certificate verify PACKAGE.tar --keys keys.json --revocations revocations.json

Take the keys and the revocation list from the platform that "issuer" in the manifest names:
  /.well-known/kaitong/certificate-keys.json
  /.well-known/kaitong/certificate-revocations.json

A package says what was true when it was made. Whether the certificate counts today, the revocation list says, and the
page at /certificates/ followed by the SHA-256 of certificate.jws.


摄像头产品送检包
================

manifest.jws               包内文件清单及每个文件的 SHA-256，由平台签名（JWS，Ed25519）
certificate.jws            验证证书：样机以哪个固件、按什么规则通过了验证
findings.json              通过时的检测结果（只有建议项），附原因说明
extended-test.*            用该固件完整运行过的最新一次扩展测试（如有）
soak.*                     使用该固件的摄像头最新一次完整的 24 小时老化测试，含逐小时数据和日期（如有）
firmware-release.json      厂商自己对固件镜像的签名（如平台上有该版本）
waivers.json               平台运营方在期限内豁免的问题（如有）：问题仍在，判定结果不变
sbom.cdx.json, .spdx.json  固件的组成，由厂商提供；平台未核对其内容

校验方法（不必信任把它交给您的人）：

  kaitong certificate verify 送检包.tar --keys keys.json --revocations revocations.json

公钥和吊销列表请从清单中 issuer 所写的平台获取：
  /.well-known/kaitong/certificate-keys.json
  /.well-known/kaitong/certificate-revocations.json

送检包说明的是生成时的情况。证书今天是否有效，以吊销列表为准；也可打开平台的
/certificates/ 加上 certificate.jws 的 SHA-256 查看。
`;
