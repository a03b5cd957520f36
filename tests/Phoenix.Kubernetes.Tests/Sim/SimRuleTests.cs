using System.Text.Json.Nodes;
using Phoenix.KubeSim.Rules;
using Phoenix.KubeSim.Schemas;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Sim;

/// <summary>The rules that schemas spell as expressions.</summary>
public sealed class SimRuleTests
{
    [Theory]
    [InlineData("self.a == 1", """{"a":1}""", true)]
    [InlineData("has(self.a) != has(self.b)", """{"a":1}""", true)]
    [InlineData("has(self.a) != has(self.b)", """{"a":1,"b":2}""", false)]
    [InlineData("!has(self.a) || self.a in ['x', \"y\"]", """{"a":"y"}""", true)]
    [InlineData("[has(self.a),has(self.b)].filter(x,x==true).size() == 1", """{"a":1}""", true)]
    [InlineData("[has(self.a),has(self.b)].exists_one(b,b)", """{"a":1,"b":1}""", false)]
    [InlineData("!self.exists(k, k.startsWith(\"recovery_\"))", """{"recovery_target":1}""", false)]
    [InlineData("self.all(k, k != 'ssl' || self[k] == true)", """{"ssl":false}""", false)]
    [InlineData("!(self.s.matches('(?i:PASSWORD)'))", """{"s":"my password"}""", false)]
    [InlineData("duration(\"1h\") <= duration(self.s) && duration(self.s) <= duration('8760h')", """{"s":"90m"}""", true)]
    [InlineData("!has(self.?config.parameters.ssl_groups) || self.v > 17", """{"config":{"parameters":{"ssl_groups":"x"}},"v":17}""", false)]
    [InlineData("!has(self.?config.parameters.ssl_groups) || self.v > 17", """{"v":17}""", true)]
    [InlineData("self.?a.orValue(3) == 3", "{}", true)]
    [InlineData("self.a > 1 ? self.a < 10 : size(self.b) == 2", """{"a":0,"b":["x","y"]}""", true)]
    [InlineData("self.missing == 1 || true", "{}", true)]
    [InlineData("self.missing == 1", "{}", false)]
    [InlineData("2 + 3 * 4 == 14 && -self.a == -1 && 'ab'.endsWith('b')", """{"a":1}""", true)]
    [InlineData("self.x__dot__y == 1", """{"x.y":1}""", true)]
    public void A_rule_holds_or_not(string rule, string value, bool holds)
    {
        Assert.Equal(holds, Check(rule, value, null).Count == 0);
    }

    [Fact]
    public void A_rule_on_the_old_value_is_checked_at_changes_only()
    {
        Assert.Empty(Check("self == oldSelf", """{"a":1}""", null));
        Assert.Empty(Check("self == oldSelf", """{"a":1}""", """{"a":1}"""));
        Assert.Equal("Invalid value: \"object\": failed rule: self == oldSelf", Assert.Single(Check("self == oldSelf", """{"a":1}""", """{"a":2}""")).Message);
    }

    [Fact]
    public void A_rule_that_is_not_modelled_is_remembered_not_passed_in_silence()
    {
        var checks = new RuleChecks();
        Assert.Empty(checks.Check(Schema("quantity(self.a).isGreaterThan(quantity('1'))"), new JsonObject { ["a"] = "1" }, null));
        Assert.Contains("quantity", Assert.Single(checks.Unmodelled).Value, StringComparison.Ordinal);
    }

    private static IReadOnlyList<Phoenix.KubeSim.Errors.FieldError> Check(string rule, string value, string? before) =>
        new RuleChecks().Check(Schema(rule), JsonNode.Parse(value)!.AsObject(), before is null ? null : JsonNode.Parse(before)!.AsObject());

    private static Schema Schema(string rule) => new(new JsonObject
    {
        ["type"] = "object",
        ["x-kubernetes-validations"] = new JsonArray(new JsonObject { ["rule"] = rule }),
    });
}
