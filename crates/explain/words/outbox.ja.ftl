# 送信箱のメールについて差出人に知らせる文（RFC 3464）と `kakitome held`。
dsn-failed-subject = 配信できなかったメールのお知らせ
dsn-failed-text =
    メールゲートウェイ { $host } からお知らせします。
    { $date } にお預かりしたメールは、次の宛先に配信できませんでした。再送は行いません。
dsn-delayed-subject = メール配信遅延のお知らせ（再送中）
dsn-delayed-text =
    メールゲートウェイ { $host } からお知らせします。
    { $date } にお預かりしたメールは、次の宛先にまだ配信できていません。自動で再送しますので、送り直す必要はありません。
dsn-relayed-subject = メール中継のお知らせ
dsn-relayed-text =
    メールゲートウェイ { $host } からお知らせします。
    { $date } にお預かりしたメールは、次の宛先について、配信通知を送らないサーバーに引き渡しました。この後の通知は届かないことがあります。
dsn-recipient = <{ $address }>: { $reply }
dsn-foot = このゲートウェイでのメールの番号は { $id } です。この通知にはヘッダーだけを添えています。
