using System.Net.Security;
using Phoenix.Adapters.Layers;
using Phoenix.Adapters.S3;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Gates;

/// <summary>
/// Whether a GET is answered as expected. No answer is final, 401 and 404 neither: what stands before a service often comes up before it. Bodies are
/// not read, proxies not used, redirects followed within the same host only.
/// </summary>
internal sealed class HttpGate(GateDefinition.Http definition, LayerScope scope)
{
    private const int MostRedirects = 5;
    private const int HeaderKilobytes = 16;

    /// <summary>One look.</summary>
    internal async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        Uri address = Read(scope.Resolve(definition.Url));
        using SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxResponseHeadersLength = HeaderKilobytes,
            SslOptions = definition.CaFile is string caFile ? new SslClientAuthenticationOptions { CertificateChainPolicy = PinnedHttpClientFactory.TrustOnly(caFile) } : new(),
        };
        using HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        return await BoundedLook.RunAsync(BoundedLook.Network, scope.Time, token => GetAsync(client, address, token), cancellationToken);
    }

    private async Task<string?> GetAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        for (int redirects = 0; ; redirects++)
        {
            try
            {
                using HttpRequestMessage request = new(HttpMethod.Get, address);
                using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                int status = (int)response.StatusCode;
                if (definition.Status is int wanted ? status == wanted : response.IsSuccessStatusCode)
                {
                    return null;
                }

                if (status is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not Uri location)
                {
                    return $"HTTP {status}";
                }

                Uri next = new(address, location);
                if (!IsSameHost(address, next))
                {
                    return $"HTTP {status}, a redirect to {next.GetLeftPart(UriPartial.Authority)}, which is not followed";
                }

                if (redirects == MostRedirects)
                {
                    return $"more than {MostRedirects} redirects";
                }

                address = next;
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return NetworkFault.Describe(e, address.Host);
            }
        }
    }

    private static bool IsSameHost(Uri from, Uri to) =>
        to.Host == from.Host && (to.Scheme == from.Scheme || to.Scheme == Uri.UriSchemeHttps) && to.Scheme.StartsWith(Uri.UriSchemeHttp, StringComparison.Ordinal);

    private Uri Read(string text)
    {
        bool isAddress = Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
        if (!isAddress)
        {
            throw Wrong($"'{text}' is no address", "Write http://host/path or https://host/path");
        }

        return address!.UserInfo.Length == 0 ? address : throw Wrong("the address holds a user or a password", "Ask for an address that needs none, or use the gate 'command' with a secret");
    }

    private PhoenixException Wrong(string what, string hint) => new(ErrorCode.Configuration, $"layer '{scope.Layer}': gate http: {what}", hint);
}
