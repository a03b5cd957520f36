using Microsoft.AspNetCore.Http;
using Phoenix.Ports;

namespace Phoenix.Lab.S3.Operations;

/// <summary>Makes the endpoint as poor as other ones are: what it was told not to have is refused or ignored as they do it.</summary>
internal sealed class Shortcomings(S3EndpointOptions options)
{
    private static readonly string[] Conditions = ["If-None-Match", "If-Match"];

    public void Apply(S3Request request)
    {
        if (!options.TakesChunkedUploads && request.Caller.PayloadHash.StartsWith("STREAMING-", StringComparison.Ordinal))
        {
            throw new S3Exception(S3Error.NotImplemented, $"The payload form {request.Caller.PayloadHash} is not implemented.");
        }

        if (!HttpMethods.IsPut(request.Http.Request.Method) || options.ConditionalPuts == ConditionalPuts.Kept)
        {
            return;
        }

        foreach (string name in Conditions.Where(request.Headers.ContainsKey))
        {
            if (options.ConditionalPuts == ConditionalPuts.Refused)
            {
                throw new S3Exception(S3Error.NotImplemented, $"The header {name} you provided implies functionality that is not implemented.");
            }

            request.Headers.Remove(name);
        }
    }
}
