{{- /*
SPDX-License-Identifier: EUPL-1.2
*/ -}}
{{- define "berichtenverkeer.labels" -}}
app.kubernetes.io/name: berichtenverkeer
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "berichtenverkeer.selector" -}}
app.kubernetes.io/name: berichtenverkeer
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: gateway
{{- end }}

{{- define "berichtenverkeer.image" -}}
image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- end }}

{{- define "berichtenverkeer.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "berichtenverkeer.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end }}

{{- define "berichtenverkeer.environment" -}}
env:
{{- range $name, $value := .Values.settings }}
  - name: {{ $name }}
    value: {{ $value | quote }}
{{- end }}
{{- if .Values.secrets.oidc }}
  - name: BV_OIDC_SECRET_FILE
    value: /run/secrets/oidc/secret
{{- end }}
{{- range list "DATABASE_URL" "BV_HOOFDSLEUTEL" "BV_ZOEKSLEUTEL" }}
  - name: {{ . }}
    valueFrom:
      secretKeyRef: {name: {{ $.Values.secrets.gateway }}, key: {{ . }}}
{{- end }}
{{- end }}

{{- define "berichtenverkeer.mounts" -}}
volumeMounts:
  - {name: data, mountPath: /data}
  - {name: tmp, mountPath: /tmp}
{{- if .Values.secrets.oidc }}
  - {name: oidc, mountPath: /run/secrets/oidc, readOnly: true}
{{- end }}
{{- end }}

{{- define "berichtenverkeer.volumes" -}}
volumes:
  - name: tmp
    emptyDir: {sizeLimit: 1Gi}
{{- if .Values.secrets.oidc }}
  - name: oidc
    secret: {secretName: {{ .Values.secrets.oidc }}}
{{- end }}
{{- end }}

{{- /* A job beside the gateway: `list . NAME HOOK WEIGHT ARGS` */ -}}
{{- define "berichtenverkeer.job" -}}
{{- $root := index . 0 }}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ $root.Release.Name }}-{{ index . 1 }}
  labels:
    {{- include "berichtenverkeer.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ index . 1 }}
  annotations:
    helm.sh/hook: {{ index . 2 }}
    helm.sh/hook-weight: {{ index . 3 | quote }}
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  backoffLimit: 6
  activeDeadlineSeconds: 3600
  template:
    metadata:
      labels:
        {{- include "berichtenverkeer.labels" $root | nindent 8 }}
        app.kubernetes.io/component: {{ index . 1 }}
    spec:
      restartPolicy: OnFailure
      {{- include "berichtenverkeer.podSecurity" $root | nindent 6 }}
      containers:
        - name: {{ index . 1 }}
          {{- include "berichtenverkeer.image" $root | nindent 10 }}
          args: {{ index . 4 | toJson }}
          {{- include "berichtenverkeer.environment" $root | nindent 10 }}
            {{- if ne (index . 1) "register" }}
            - name: DATABASE_OWNER_URL
              valueFrom:
                secretKeyRef: {name: {{ $root.Values.secrets.owner }}, key: DATABASE_OWNER_URL}
            {{- end }}
          {{- include "berichtenverkeer.containerSecurity" $root | nindent 10 }}
          {{- include "berichtenverkeer.mounts" $root | nindent 10 }}
            {{- if eq (index . 1) "register" }}
            - {name: register, mountPath: /register, readOnly: true}
            {{- end }}
      {{- include "berichtenverkeer.volumes" $root | nindent 6 }}
        - name: data
          emptyDir: {}
        {{- if eq (index . 1) "register" }}
        - name: register
          configMap: {name: {{ $root.Values.register.configMap }}}
        {{- end }}
{{- end }}
