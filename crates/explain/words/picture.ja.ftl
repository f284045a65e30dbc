# 図の中の言葉と、図が示すことを言葉で述べる文(画面読み上げ用)。
picture-view = { $program }でのメールの見え方: { $shows }
picture-shows-trusted = 署名が有効であることを示します(文言は未確認)
picture-shows-warning = 注意の表示になります(文言は未確認)
picture-shows-invalid = 署名が正しくないという表示になります(文言は未確認)
picture-shows-unsigned = 署名の表示はありません
picture-shows-attachment = { $file } という添付ファイルが見えます
picture-shows-unreadable = 本文を読めず、{ $file } という添付ファイルが見えます
picture-shows-unknown = 不明(確認できていません)

picture-chain = 証明書のつながり: { $names }
picture-then = 、その発行元 
picture-issued-by = 発行元
picture-role-signer = 署名者の証明書
picture-role-intermediate = 中間CA証明書
picture-role-root = ルート証明書
picture-role-issuer = 発行元
picture-role-list = ルート証明書一覧
picture-in-list = この一覧での扱い
picture-validity = { $from } から { $until } まで有効
picture-root-unknown = 信頼されたルート証明書には行き着きません
picture-root-unknown-note = 上の証明書は、検証に使ったルート証明書一覧にありません。
picture-issuer-missing = 発行元の証明書が見つかりませんでした。
picture-no-certificate = 署名者の証明書がメールに含まれていません。
