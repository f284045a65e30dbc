# 送信待ちのメールについて差出人に知らせる文(RFC 3464)と `kakitome held`。
dsn-failed-subject = 配信できなかったメールのお知らせ
dsn-failed-text =
    メールゲートウェイ { $host } からお知らせします。
    { $date } にお預かりしたメールは、次の宛先に配信できませんでした。再送は行いません。
dsn-delayed-subject = メール配信遅延のお知らせ(再送中)
dsn-delayed-text =
    メールゲートウェイ { $host } からお知らせします。
    { $date } にお預かりしたメールは、次の宛先にまだ配信できていません。自動で再送しますので、送り直す必要はありません。
dsn-relayed-subject = メール中継のお知らせ
dsn-relayed-text =
    メールゲートウェイ { $host } からお知らせします。
    { $date } にお預かりしたメールは、次の宛先について、配信通知を送らないサーバーに引き渡しました。この後の通知は届かないことがあります。
dsn-recipient = <{ $address }>: { $reply }
dsn-foot = このゲートウェイでのメールの番号は { $id } です。この通知にはヘッダーだけを添えています。

## held
health-ready = メールを受け付けています({ $state }、バージョン { $version })。
health-not-ready = 現在、メールを受け付けていません({ $state }、バージョン { $version })。
health-not-running = ゲートウェイは動いていません({ $folder } で応答がありません)。
health-well = { $name }: 正常
health-not-well = { $name }: { $why }
health-unknown = { $name }: 不明(まだ確認していません)
health-state = { $state ->
    [running] 稼働中
    [leaving] 別のゲートウェイに引き継ぎ済み
    [ending] 終了処理中
   *[other] { $state }
 }
health-name = { $name ->
    [database] データベース
    [journal] 処理記録
    [keyholder] 鍵保管プロセス
    [outbox] 送信待ち
    [next-hop] 次のサーバー
   *[other] { $name }
 }
health-on = 署名: 止めていません
health-off = 署名: 止めています(kakitome off)。メールはそのまま通ります。再開: kakitome on
health-failed = ゲートウェイの状態を確認できません: { $why }
held-none = 送信待ちのメールはありません。
held-count = 送信待ちのメール: { $count }通、{ $bytes } バイト
held-line = { $id }  { $state }  受け付け { $taken }  送信者 { $sender }  残りの宛先: { $count }  試行: { $tries }回  { $last }
held-more = Message-ID { $message }、ファイルの大きさ { $size } バイト、次に試すまでの秒数: { $next }
held-recipient = - { $to }: { $state } ({ $treatment }) { $reply }
held-state-waiting = 送信待ち
held-state-sending = 配送中
held-state-held = 保留
held-state-quarantined = 隔離
held-recipient-waiting = 送信待ち
held-recipient-deferred = 再送待ち
held-recipient-delivered = 配送済み
held-recipient-failed = 配送を中止
held-released = { $id } の配送を始めます。
held-dropped = { $id } を破棄しました。
held-unknown = { $id } という送信待ちのメールはありません
held-under-way = { $id } は配送中です
held-failed = ゲートウェイが実行できませんでした: { $why }
held-no-gateway = 送信待ちのフォルダー { $folder } を使っているゲートウェイがありません
held-no-gateway-listed = ゲートウェイが動いていないため、暗号化されている差出人・受信者・送信回数は表示できません
held-no-gateway-hint = `kakitome serve` を起動してください。それまでメールはそのまま残ります
held-drop-unsure = { $id } を破棄すると、だれにも届かなくなります
held-drop-unsure-hint = それでよければ --yes を付けてください

help-health = 動いているゲートウェイがメールを受け付けているかどうかを示します。データベース、処理記録、鍵保管、送信待ちのメール、次のサーバーを調べます。

    終了コードは、受け付けていれば0、受け付けていないか動いていなければ1、確認できなければ2です。次のサーバーにつながらないことは知らせますが、結果には数えません。そのあいだのメールには 4xx を返すか、送信待ちにします。設定に [metrics] があれば、HTTP の /health/ready でも確認できます。
help-health--json = 1つの JSON で出力します
help-held = 受け付けたあと、配送を待っているメール、保留したメール、隔離したメールを扱います。ゲートウェイが動いていないあいだは、list だけが使えます。名前、大きさ、時刻を示します(送信者と宛先は暗号化されています)。
help-held-list = メールを一覧します。隔離したもの、次に古いものの順です。なければ終了コードは1です。
help-held-list--limit = 件数の上限
help-held-show = メール1通について、送信者、宛先、宛先ごとの応答を示します。内容は表示しません。
help-held-show--id = メールの名前(ログ、処理記録、受け付けたときの応答に書かれています)
help-held-release = メールの配送をいま試します。送信待ち、保留、隔離のどれでもかまいません。
help-held-release--id = メールの名前
help-held-drop = メールの配送をやめ、破棄します。送信者に知らせます(不要と指定されたとき、または --quiet のときを除く)。隔離したメールについては知らせません。
help-held-drop--id = メールの名前
help-held-drop--yes = 破棄します。だれにも届かなくなります
help-held-drop--quiet = 送信者に知らせません
