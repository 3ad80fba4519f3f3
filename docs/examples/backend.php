<?php
// What staff see of one order, then every open case: php backend.php CMD4821

declare(strict_types=1);

require __DIR__ . '/tokens.php';

function read(string $path): array
{
    $request = curl_init(getenv('GUICHET_API') . $path);
    curl_setopt_array($request, [
        CURLOPT_HTTPHEADER => ['Authorization: Bearer ' . service_token('payments:read')],
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_TIMEOUT => 10,
        CURLOPT_FAILONERROR => true,
    ]);
    $body = curl_exec($request);
    if ($body === false) {
        throw new RuntimeException(curl_error($request));
    }
    return json_decode($body, true, 32, JSON_THROW_ON_ERROR);
}

function open_cases(): Generator
{
    $cursor = '';
    do {
        $page = read('/cases?' . http_build_query(['cursor' => $cursor]));
        yield from $page['cases'];
        $cursor = $page['cursor'] ?? '';
    } while ($cursor !== '');
}

$order = read("/payments/{$argv[1]}");
echo "{$order['order']} {$order['status']} {$order['captured']} {$order['currency']}\n";
foreach ($order['attempts'] as $attempt) {
    echo "attempt {$attempt['reference']} {$attempt['outcome']}\n";
}
foreach (open_cases() as $case) {
    echo "case {$case['kind']} {$case['order']} {$case['opened_at']}\n";
}
