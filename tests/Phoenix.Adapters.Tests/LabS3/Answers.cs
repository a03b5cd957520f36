using System.Net;
using System.Xml.Linq;
using Xunit;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>Reading what the endpoint answered.</summary>
public static class Answers
{
    private static readonly XNamespace Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    public static async Task<XElement> ErrorAsync(HttpResponseMessage response)
    {
        XElement root = XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!;
        Assert.Equal("Error", root.Name);
        return root;
    }

    /// <summary>Asserts that a request was refused with that status and code; gives the error document.</summary>
    public static async Task<XElement> RefusedAsync(Task<HttpResponseMessage> sending, HttpStatusCode status, string code)
    {
        using HttpResponseMessage response = await sending;
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status && text.Contains($"<Code>{code}</Code>", StringComparison.Ordinal), $"{(int)response.StatusCode} {text}");
        return await ErrorAsync(response);
    }

    public static async Task<HttpResponseMessage> DoneAsync(Task<HttpResponseMessage> sending)
    {
        HttpResponseMessage response = await sending;
        if (!response.IsSuccessStatusCode)
        {
            Assert.Fail($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }
        return response;
    }

    public static async Task<XElement> DocumentAsync(Task<HttpResponseMessage> sending)
    {
        using HttpResponseMessage response = await DoneAsync(sending);
        return XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!;
    }

    public static string Value(XElement element, string name) => element.Element(Namespace + name)?.Value ?? "";

    /// <summary>All keys of the bucket with their ETags, in the order listed.</summary>
    public static async Task<List<(string Key, string ETag)>> ListAsync(LabEndpoint endpoint, Phoenix.Lab.S3.AccessKey? key = null)
    {
        List<(string, string)> all = [];
        string? token = null;
        do
        {
            string more = token is null ? "" : "&continuation-token=" + token;
            XElement page = await DocumentAsync(endpoint.SendAsync(HttpMethod.Get, $"/{LabEndpoint.Bucket}?encoding-type=url&list-type=2{more}", key: key));
            all.AddRange(page.Elements(Namespace + "Contents").Select(item => (Uri.UnescapeDataString(Value(item, "Key")), Value(item, "ETag"))));
            token = Value(page, "IsTruncated") == "true" ? Value(page, "NextContinuationToken") : null;
        }
        while (token is not null);
        return all;
    }

    public static string[] Texts(XElement page, string parent, string child) => [.. page.Elements(Namespace + parent).Select(item => Value(item, child))];
}
