<?php
// Follow an order until its payment is settled: VIEW_TOKEN=… php status.php CMD4821

declare(strict_types=1);

const UNDECIDED = ['pending', 'waiting_partner', 'refused', 'expired']; // an acceptance may still come

function status(string $api, string $number, string $token): string
{
    $request = curl_init("$api/payments/$number");
    curl_setopt_array($request, [
        CURLOPT_HTTPHEADER => ["Authorization: Bearer $token"],
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_TIMEOUT => 10,
        CURLOPT_FAILONERROR => true,
    ]);
    $body = curl_exec($request);
    if ($body === false) {
        throw new RuntimeException(curl_error($request));
    }
    return json_decode($body, true, 8, JSON_THROW_ON_ERROR)['status'];
}

$said = null;
$pause = 1.5;
while (true) {
    $status = status(getenv('GUICHET_API'), $argv[1], getenv('VIEW_TOKEN'));
    if ($status !== $said) {
        echo $status, "\n";
    }
    if (!in_array($status, UNDECIDED, true)) {
        break;
    }
    $said = $status;
    usleep((int) ($pause * 1e6));
    $pause = min($pause * 1.4, 15);
}
