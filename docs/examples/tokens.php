<?php
// Sign tokens with an HS256 or an Ed25519 key. PHP 8.0 or newer, nothing to install.
//
//   php tokens.php order CMD4821 62.73
//   php tokens.php service payments:read

declare(strict_types=1);

/** For the shopper's browser: pays this order, at this price, within two hours. */
function order_token(string $number, array $order): string
{
    return sign(['sub' => $number, 'scope' => 'pay', 'order' => $order], 2 * 3600);
}

/** For the shop's back end only. Make one for each use; never send it to a browser. */
function service_token(string ...$scopes): string
{
    return sign(['scope' => implode(' ', $scopes)], 300);
}

function sign(array $claims, int $lifetime): string
{
    $key = json_decode(getenv('GUICHET_SIGNING_KEY'), true, 8, JSON_THROW_ON_ERROR);
    $head = ['alg' => $key['kty'] === 'oct' ? 'HS256' : 'EdDSA', 'typ' => 'JWT', 'kid' => $key['kid']];
    $claims += ['aud' => 'guichet', 'iat' => time(), 'exp' => time() + $lifetime];
    $signed = segment($head) . '.' . segment($claims);
    return $signed . '.' . base64url(signature($signed, $key));
}

function signature(string $signed, array $key): string
{
    if ($key['kty'] === 'oct') {
        return hash_hmac('sha256', $signed, from_base64url($key['k']), true);
    }
    $pair = sodium_crypto_sign_seed_keypair(from_base64url($key['d']));
    return sodium_crypto_sign_detached($signed, sodium_crypto_sign_secretkey($pair));
}

function segment(array $value): string
{
    return base64url(json_encode($value, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE));
}

function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function from_base64url(string $text): string
{
    return base64_decode(strtr($text, '-_', '+/'), true);
}

function example_order(string $number, string $amount): array
{
    return [
        'amount' => $amount, // always text, never a float
        'currency' => 'EUR',
        'email' => 'camille.martin@example.org',
        'language' => 'FR',
        'billing' => [
            'firstName' => 'Camille',
            'lastName' => 'Martin',
            'addressLine1' => '12 rue des Lilas',
            'postalCode' => '44000',
            'city' => 'Nantes',
            'country' => 'FR',
        ],
        'return_url' => "https://shop.example/commande/$number",
        'lines' => [
            ['label' => 'Lampe Aube', 'quantity' => 1, 'unit_amount' => $amount, 'vat_rate' => '20'],
        ],
    ];
}

if (realpath($_SERVER['SCRIPT_FILENAME']) === __FILE__) {
    [, $kind, $word] = $argv;
    echo $kind === 'order'
        ? order_token($word, example_order($word, $argv[3]))
        : service_token(...array_slice($argv, 2)), "\n";
}
