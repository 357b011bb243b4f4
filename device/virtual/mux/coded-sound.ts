const coded = (...frames: string[]): readonly Buffer[] => frames.map((frame) => Buffer.from(frame, 'base64'));

/** Half a second of a quiet room in frames of AAC LC, 16 kHz, mono; it may be repeated. Made by FFmpeg from pink noise. */
export const ROOM = coded(
  'AUovCQNnV3S6qVIqa5vjlrLrJKGkdZa7rzHvQluHyU0Vvajp82ynAjtcLKR1wgQ70pFPFNtIZrlrZJrU3KrQsoq3cfyxwSUc2CrccA==',
  'AVIvB8+OMukriqZcS3fFSpWXYgR/jCjz1mjTPaBtcuAUSeuSiqOfYpT09qxvYDgTgtWaaFc0gmFRJILl7nA=',
  'AVQvB8/WJU1lTGssqXuarJXHIwO1dGT72pOE+C3yzYF51XEOPat4wt8bwV0SY6StxnOr+9i229GndbZVXjmViik6GQXHbvO68Bw=',
  'AUovB88yrZ1mSVJKvlqqXfNgvH2W7ab/PFfhKaUlmTFClCs/DWKZBZXfJQiJJiK5UIuqs81ZUBeoiRpZIHA=',
  'AUwvB8+GXL3dSSZffDJdSpvV7GNhveK6+e2krC8b200T3WtPic5bqxVRqojYlCdK8YTvZvX7WpBNqpcYQIQrDrk5qFhbgA==',
  'AU4vB864rSryZZkq4hDLBFQ1UpX7t+GFd890/xQM9h0nYK0MBW5GCg4aZCZxsL5g/aheAQotGQiTR4A=',
  'AVIvB8+K4vLqMtTrJkqCVYItHVDBS25HHFpRmdXW2OyRcPPaZvU/GELWha8BYiSFUGwmVBsrY8qHZJuhQ4A=',
  'AU4vB8+qic6mdZka2kq5Vaqt8DDCbmj/Od6EI2RSUpCtwhUvEiJVFRGt9MUUU4wVKXx4Iw1lOS8gBIizI8A=',
);

/** The same with so much gain that most of it is cut off. */
export const CLIPPED = coded(
  'AVqXjoj3ZLuyXdke3vU1evEuff5tzcuqr8fxmRwm6/n++r56xJQ1EWsl5QUhvKkH3Wvi4Zv6kYExGsZ+jlXvPb974XCHaDc54ruTHuqdR0M70zR6p3k8o16RpeJ7vi8e8/QMxeswjdl+OeS5OV++nmU6WeKF/+6DTESD48A=',
  'AVaWbol3ZLuyPdku32dd6dcq/f9OM4mt4vj+s0VrD8fxVpMXEDPpLAwN/EnecW52/RG2TScCZjP+2/Fo2Ttsfd458JP55vmYri+KMqTMsGtw8BVozPlDtSNdd4WxqOWBxSvX703u/9aSuLNI0AYkWNvC5nwCYtsKQBMILsVzSpTjZOddAoZw',
  'AWKWbfyyndk+7JdrrilXM1N1xvpc7zX2Gt9cq/H8a3NVGWgZ9H+657ZiqUGNwlajEE13sVGfgMIy647whgefEdtGb6X7viS+0lnbP0Y1l9AovqquFI01ugCZLsq8F1Xu92ysBfSwVKznWRqlK/hJaXztjKo1WZikvHQEH1qY8Afg',
  'AW6XpLoVZLuyXdksMF57ZeVX+n9pl3z1la/H9fjxOOb9vm/j5XU49VNIZ9YBHAda+TH0B4KDEAaZGPL2VdIRQqpygU8mMNjlkh+54s6giwnkYZDF+VARb82GDAFdjvU4hbVmAjPLZE/0Ouo5KcDbXRrj4QCXUTH7jSDZnsV0UsxfiJ2zyg4=',
  'AVqW2ol3ZHuyPdku3Oual5da+v7SXtxkz/T/VqKlSf9//2614jiqxZ9BO5LPpBQ3Z9P5wGfR1ziVVpqq+d2nWa6iPuvTvrERX73i85l/T3iexSVLCW4pWwdpB0sAyo23N8dyHm/bnTujAlGMY7/v1/PCnnRjG01uF9uq17rpeC07MN1FWvWdE33GqFQOOA==',
  'AVqXtgj3ZLuyXb5lXxzrmb/0/jVa5tVX/P97XKmSOfSQOwGfcTQCz7iSf2lHjTctPzwGxeVYPDO8XPd9swlFRZsKgScSaI60+OTKMzv/Ia1EtGsx8IgVUQsykAJE2oW4+FGeSZQmUDloEOvwby6lx9v9jVof6Kd8Uoj9Q+YLRZ6c',
  'AVqXNsj3ZLuyPdke3rzUqbrrf7/tzrLm5efr/R1svWV+v8PNKrdxGfd/iQDJCLrweF3lBsjkY2FluY8tVmEegbhcLreo+aRU159dA8dePjLYtUYW2FmG/KP2Ltk1Mkq5MXwpeNWCdEwFACQ+GwDDCzDDFFnx2gTJyzaJ0QOA',
  'AVaXtolhlke7JYY/K84zVVP9P+ki5uR/j/XpUyws+/vjkz7sCgAdWDP4S91y691AzP220A0CmIBYXy4yvPSlvIqZN+CKRxl6DwoYyo703ujdHvXnaCEclNeFCvO50iRS0xUwz362ruTyX1uDsno99bG+CkGqvrdbkKELS+t+',
);
